import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { verify } from "hono/jwt";
import { afterAll, expect, it, vi } from "vitest";
import { cloudflare } from "./cloudflare.ts";
import { copyProject } from "./project.ts";

/** The real wrangler against a small Cloudflare: each test goes on where the one before ended. */
const project = copyProject();
const { account, env, close } = await cloudflare();
afterAll(close);
vi.setConfig({ testTimeout: 300_000 });

const deploy = () => project.run("deploy", [], env);
const file = join(project.folder, ".posthorn.secrets");
const secrets = () => parseEnv(readFileSync(file, "utf8")) as { JWT_SECRET: string; ENCRYPTION_KEY: string };
const resources = () => ({
  databases: [...account.databases.keys()],
  queues: [...account.queues.values()].map(({ queue_id, consumers }) => [queue_id, consumers.length]),
  buckets: [...account.buckets],
  secrets: Object.fromEntries(account.secrets),
});

it("makes everything on an empty account, and says where Posthorn is and how to get in", async () => {
  const { code, out, error } = await deploy();
  expect({ code, unknown: account.unknown }, out + error).toEqual({ code: 0, unknown: [] });

  expect([...account.queues.keys()].sort()).toEqual([
    "posthorn-deliveries",
    "posthorn-deliveries-dead",
    "posthorn-events",
    "posthorn-events-dead",
  ]);
  for (const { consumers } of account.queues.values())
    expect(consumers).toMatchObject([{ script_name: "posthorn" }]);
  expect([...account.buckets]).toEqual(["posthorn-payloads"]);
  expect([...account.databases.values()].map(({ name }) => name)).toEqual(["posthorn"]);
  expect(Object.fromEntries(account.secrets)).toEqual(secrets());
  expect(statSync(file).mode & 0o777).toBe(0o600);

  expect(out).toContain("Posthorn is deployed: https://posthorn.flowers.workers.dev ");
  const [token] = /^ey[\w-]+\.[\w-]+\.[\w-]+$/m.exec(out)!;
  expect(await verify(token, secrets().JWT_SECRET, "HS256")).toMatchObject({ sub: "org_live" });
});

it("has migrated the database before the Worker serves", () => {
  expect(account.versions[0]!.tables).toEqual(account.tables());
  expect(account.tables()).toContain("endpoints");
});

it("keeps secrets and resources when it is run again", async () => {
  const before = resources();
  rmSync(file);
  const { code, out, error } = await deploy();
  expect({ code, unknown: account.unknown }, out + error).toEqual({ code: 0, unknown: [] });
  expect(resources()).toEqual(before);
  expect(account.versions).toHaveLength(2);
  expect(out).toContain("Posthorn is deployed: https://posthorn.flowers.workers.dev ");
});

it("leaves the version before serving when a migration fails, and says what to do", async () => {
  writeFileSync(join(project.folder, "migrations/9999_gone.sql"), "ALTER TABLE gone ADD COLUMN more text;\n");
  const { code, error } = await deploy();
  expect(code).toBe(1);
  expect(error).toContain("The database could not be migrated, so nothing was deployed");
  expect(error).toContain("the version before goes on serving");
  expect(error).toContain("run npm run deploy again");
  expect(account.versions).toHaveLength(2);

  rmSync(join(project.folder, "migrations/9999_gone.sql"));
  expect((await deploy()).code).toBe(0);
  expect(account.versions).toHaveLength(3);
});

it("makes no new key for a database that is there already", async () => {
  account.scriptTag = null;
  account.secrets.clear();
  const { code, error } = await deploy();
  expect(code).toBe(1);
  expect(error).toContain("Put JWT_SECRET and ENCRYPTION_KEY into .posthorn.secrets");
  expect(account.versions).toHaveLength(3);
});
