/** What the command-line tools share: the project's folder, local secrets, arguments. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";

export const root = new URL("../../", import.meta.url).pathname;

const secretsFile = `${root}.dev.vars`;

/** The local secrets, made up on first use and kept in `.dev.vars`. */
export function localSecrets(): { JWT_SECRET: string } {
  if (!existsSync(secretsFile)) {
    const lines = [
      "# Local secrets and settings for `npm start`. Never used in production, never committed.",
      `JWT_SECRET="${randomBytes(32).toString("hex")}"`,
      `ENCRYPTION_KEY="${randomBytes(32).toString("base64")}"`,
      'ALLOWED_PRIVATE_SUBNETS="127.0.0.0/8,::1/128"',
    ];
    writeFileSync(secretsFile, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  const { JWT_SECRET } = parseEnv(readFileSync(secretsFile, "utf8"));
  if (!JWT_SECRET) fail(".dev.vars has no JWT_SECRET; add one, or delete the file to have it made anew.");
  return { JWT_SECRET };
}

export function fail(message: string): never {
  console.error(message);
  return process.exit(1);
}

/** `--name value` arguments; anything else ends the program with the usage. */
export function flags<const N extends string>(
  names: readonly N[],
  usage: string,
): Partial<Record<N, string>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
    return parseArgs({ options }).values as Partial<Record<N, string>>;
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${usage}`);
  }
}

export const defaultOrg = "org_local";
