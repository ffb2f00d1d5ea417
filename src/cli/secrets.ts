import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Secrets, secretProblems } from "../core/secrets.ts";
import { fail } from "./arguments.ts";
import { root } from "./project.ts";

const file = join(root, ".dev.vars");
/** What local Posthorns have stored. */
const state = join(root, ".wrangler/state");

/** What tokens are signed with: `JWT_SECRET` of the environment, else that of the local Posthorn. */
export const jwtSecret = (): string => process.env.JWT_SECRET || localSecrets().JWT_SECRET;

/** Ends the tool where the local secrets are none that `start` may go on with. */
export function checkSecrets(): void {
  const problems = secretProblems(readSecrets());
  if (problems.length > 0) fail(problems.map((one) => `.dev.vars: ${one}`).join("\n"));
}

/** Local secrets are made up on first use and kept in `.dev.vars`, where `wrangler dev` looks for them. */
export function localSecrets(): { JWT_SECRET: string } {
  if (!existsSync(file)) {
    const lines = [
      "# Local secrets and settings for `npm start`. Never used in production, never committed.",
      `JWT_SECRET="${randomBytes(32).toString("hex")}"`,
      `ENCRYPTION_KEY="${randomBytes(32).toString("base64")}"`,
      'ALLOWED_PRIVATE_SUBNETS="127.0.0.0/8,::1/128"',
    ];
    if (existsSync(state))
      console.warn(
        "There was no .dev.vars, so it was made anew: what was stored with the old secrets can't be read, and old tokens are no longer good. Put the old file back, or delete .wrangler to begin anew.",
      );
    try {
      writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    } catch (error) {
      fail(`The secrets can't be written into ${file}: ${(error as Error).message}`);
    }
  }
  const { JWT_SECRET } = readSecrets();
  if (!JWT_SECRET) fail(".dev.vars has no JWT_SECRET; add one, or delete the file to have it made anew.");
  return { JWT_SECRET };
}

/** `wrangler dev` takes no secret that isn't required out of `.dev.vars`, so this one is handed over. */
export const previousKey = (): string | undefined => readSecrets().ENCRYPTION_KEY_PREVIOUS;

function readSecrets(): Secrets {
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    return fail(`The secrets in ${file} can't be read: ${(error as Error).message}`);
  }
}
