/**
 * `npm run deploy`: database, its migrations, then the Worker with its secrets, and where to go. It may be repeated:
 * what is there stays as it is.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "hono/jwt";
import { fail, organisation, readArguments } from "./arguments.ts";
import { productionSecrets, productionSecretsFile } from "./production-secrets.ts";
import { root } from "./project.ts";

const usage = "npm run deploy -- [--org org_live] [--secrets-file .posthorn.secrets]";
const { flags } = readArguments(usage, ["org", "secrets-file"]);
const org = organisation(usage, flags.org ?? "org_live");
const file = flags["secrets-file"] ?? productionSecretsFile;
const required = ["JWT_SECRET", "ENCRYPTION_KEY"] as const;

const year = 365 * 24 * 3600;
const database = databaseName();
const stored = storedSecrets();
const databases = json<{ name: string }[]>(["d1", "list", "--json"], "Databases couldn't be listed");
const known = databases.some(({ name }) => name === database);
const missing = required.filter((name) => !stored?.includes(name));
if (missing.length > 0 && missing.length < required.length)
  fail(`The Worker has no ${missing[0]}. Set it first: npx wrangler secret put ${missing[0]}`);
const first = missing.length > 0;
const secrets = productionSecrets(file, { mayMake: first && !known });
if (first && secrets === null)
  fail(
    `The database is there, but neither the Worker nor ${file} has the secrets that it was used with. ` +
      `Put JWT_SECRET and ENCRYPTION_KEY into ${file}.`,
  );

if (!known) done(wrangler(["d1", "create", database]), "The database couldn't be made.");
// The version that serves works with what a migration adds; the next one may need it from its first request on.
done(
  wrangler(["d1", "migrations", "apply", "DB", "--remote"]),
  `The database could not be migrated, so nothing was deployed${stored === null ? "" : ": the version before goes on serving"}. ` +
    "Migrations before the one that failed stay applied. Mend what is said above, then run npm run deploy again.",
);
const { address } = deployed();

console.log(
  `\n📯 Posthorn is deployed${address ? `: ${address}   (console: ${address}/console, API reference: ${address}/docs)` : ""}\n`,
);
if (first && secrets) {
  const issued = Math.floor(Date.now() / 1000);
  const claims = { sub: org, iat: issued, iat_ms: issued * 1000, exp: issued + year };
  console.log(`Its secrets are in ${file}. Keep a copy: whoever has JWT_SECRET can make tokens, and without ENCRYPTION_KEY
the secrets of endpoints can't be read any more.

A token for ${org}, good for a year, which opens the console, too:

${await sign(claims, secrets.JWT_SECRET, "HS256")}
`);
} else console.log("A token: JWT_SECRET=… npm run token -- --org org_live\n");

function databaseName(): string {
  const [, name] = /^database_name = "(.+)"/m.exec(readFileSync(join(root, "wrangler.toml"), "utf8")) ?? [];
  return name ?? fail("wrangler.toml has no database_name.");
}

/** Names of the Worker's secrets, null when there is no Worker yet. */
function storedSecrets(): string[] | null {
  const list = wrangler(["secret", "list", "--format", "json"], { quiet: true });
  if (list.status === 0) return (JSON.parse(list.out) as { name: string }[]).map(({ name }) => name);
  if (/Worker ".*" not found/.test(list.out + list.error)) return null;
  return fail(
    `Cloudflare couldn't be asked for the Worker. Log in first: npx wrangler login\n${list.out}${list.error}`,
  );
}

function json<T>(args: string[], problem: string): T {
  const { status, out, error } = wrangler(args, { quiet: true });
  if (status !== 0) fail(`${problem}:\n${out}${error}`);
  return JSON.parse(out);
}

/** Puts the Worker up; what it is bound to and isn't there yet, wrangler makes. */
function deployed(): { address: string | null } {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-deploy-"));
  try {
    const report = join(folder, "report");
    const args = ["deploy", ...(first ? ["--secrets-file", file] : [])];
    done(
      wrangler(args, { env: { WRANGLER_OUTPUT_FILE_PATH: report } }),
      "The Worker couldn't be deployed. Mend what is said above, then run npm run deploy again: what was made stays.",
    );
    const lines = readFileSync(report, "utf8").trim().split("\n");
    const { targets = [] } = lines
      .map((line) => JSON.parse(line) as { type: string; targets?: string[] })
      .find(({ type }) => type === "deploy")!;
    return { address: targets.find((target) => target.startsWith("https://")) ?? null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function done({ status }: { status: number | null }, problem: string): void {
  if (status !== 0) fail(`\n${problem}`);
}

function wrangler(args: string[], { quiet = false, env = {} as Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules/wrangler/bin/wrangler.js"), ...args],
    {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: quiet ? ["inherit", "pipe", "pipe"] : "inherit",
    },
  );
  return { status, out: stdout ?? "", error: stderr ?? "" };
}
