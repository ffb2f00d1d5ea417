/** What the command-line tools share: the project's folder, local secrets, arguments. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";
import { sign } from "hono/jwt";

export const root = new URL("../../", import.meta.url).pathname;

const secretsFile = `${root}.dev.vars`;

/** The REST API of a Posthorn, for an organisation; what isn't answered well ends the program. */
export async function client(url: string, org: string) {
  const secret = process.env.JWT_SECRET || localSecrets().JWT_SECRET;
  const token = await sign({ sub: org }, secret, "HS256");
  return async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => fail(`Nothing answers at ${url}. Start Posthorn first, in another terminal: npm start`));
    const text = await response.text();
    if (!response.ok) fail(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
}

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
  args = process.argv.slice(2),
): Partial<Record<N, string>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
    return parseArgs({ args, options }).values as Partial<Record<N, string>>;
  } catch (error) {
    return fail(`${(error as Error).message}\nUsage: ${usage}`);
  }
}

export const defaultOrg = "org_local";
