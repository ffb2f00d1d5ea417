import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseEnv } from "node:util";
import { secretProblems } from "../core/secrets.ts";
import { fail } from "./arguments.ts";
import { root } from "./project.ts";

/** Where `npm run deploy` keeps the secrets of the deployment, in the project's folder and never committed. */
export const productionSecretsFile = ".posthorn.secrets";

/**
 * The secrets in a file, made up when it isn't there and they may be; otherwise null. Ends the tool where they are
 * none that Posthorn works with.
 */
export function productionSecrets(
  file: string,
  { mayMake }: { mayMake: boolean },
): { JWT_SECRET: string; ENCRYPTION_KEY: string } | null {
  const path = isAbsolute(file) ? file : join(root, file);
  if (!existsSync(path)) {
    if (!mayMake) return null;
    const lines = [
      `JWT_SECRET=${randomBytes(32).toString("hex")}`,
      `ENCRYPTION_KEY=${randomBytes(32).toString("base64")}`,
    ];
    writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o600, flag: "wx" });
  }
  const secrets = parseEnv(readFileSync(path, "utf8"));
  const problems = secretProblems(secrets);
  if (problems.length > 0) fail(problems.map((one) => `${file}: ${one}`).join("\n"));
  return secrets as { JWT_SECRET: string; ENCRYPTION_KEY: string };
}
