import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { verify } from "hono/jwt";
import { beforeEach, expect, it } from "vitest";
import { copyProject, ended } from "./project.ts";

const project = copyProject();
const secrets = join(project.folder, ".dev.vars");
const app = "app_01JB2M3N4P5Q6R7S8T9V0W1X2Y";
const day = 24 * 3600;

beforeEach(() => rmSync(secrets, { force: true }));

const claims = (token: string, secret: string) => verify(token, secret, "HS256");
const localSecret = () => parseEnv(readFileSync(secrets, "utf8")).JWT_SECRET!;

it("prints a token of the organisation, good for a year, and nothing else", async () => {
  const { code, out, error } = await project.run("token", ["--org", "org_shop"]);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const { sub, iat, exp, ...rest } = await claims(out.trim(), localSecret());
  expect({ sub, lasts: exp! - iat! }).toEqual({ sub: "org_shop", lasts: 365 * day });
  expect(Object.keys(rest)).toEqual(["iat_ms"]);
});

it("is of one application with --app, for as long as --days says, and of org_local by default", async () => {
  const { out } = await project.run("token", ["--app", app, "--days", "0.5"]);
  const { sub, org, iat, exp } = await claims(out.trim(), localSecret());
  expect({ sub, org, lasts: exp! - iat! }).toEqual({ sub: app, org: "org_local", lasts: day / 2 });
});

it("makes local secrets up once, for nobody else to read", async () => {
  await project.run("token");
  const made = readFileSync(secrets, "utf8");
  expect(statSync(secrets).mode & 0o777).toBe(0o600);
  expect(Buffer.from(parseEnv(made).ENCRYPTION_KEY!, "base64")).toHaveLength(32);
  await project.run("token");
  expect(readFileSync(secrets, "utf8")).toBe(made);
});

it("is signed with the environment's JWT_SECRET when there is one", async () => {
  const { out } = await project.run("token", [], { JWT_SECRET: "production" });
  expect(await claims(out.trim(), "production")).toMatchObject({ sub: "org_local" });
});

it("ends with 1 when .dev.vars has no JWT_SECRET", async () => {
  writeFileSync(secrets, 'ENCRYPTION_KEY="x"\n');
  expect(await project.run("token")).toEqual({
    code: 1,
    out: "",
    error: ".dev.vars has no JWT_SECRET; add one, or delete the file to have it made anew.\n",
  });
});

it("through npm run -s, prints only the token and passes its exit code on", async () => {
  const good = await ended(project.npm("run", "-s", "token", "--", "--org", "org_shop"));
  expect(await claims(good.out.trim(), localSecret())).toMatchObject({ sub: "org_shop" });
  expect(await ended(project.npm("run", "-s", "token", "--", "--org", "shop"))).toMatchObject({
    code: 2,
    out: "",
  });
});
