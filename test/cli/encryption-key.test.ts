/** A local Posthorn whose `ENCRYPTION_KEY` is changed. */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { copyProject, ended } from "./project.ts";

const project = copyProject();
const secrets = join(project.folder, ".dev.vars");
let running: ChildProcess | null = null;

async function stop() {
  const posthorn = running;
  running = null;
  if (posthorn === null) return;
  const gone = new Promise((resolve) => posthorn.once("close", resolve));
  process.kill(-posthorn.pid!, "SIGKILL");
  await gone;
}
afterEach(stop);

async function freePort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Answers its address once it is up, or what it said when it ended instead. */
async function start(): Promise<{ url: string } | { error: string }> {
  const port = await freePort();
  const posthorn = project.npm("start", "--", "--port", String(port));
  running = posthorn;
  const up = new Promise<{ url: string }>((resolve) =>
    posthorn.stdout!.on("data", (chunk) => {
      if (String(chunk).includes("Posthorn is up")) resolve({ url: `http://localhost:${port}` });
    }),
  );
  const end = ended(posthorn).then(({ error }) => ({ error }));
  return Promise.race([up, end]);
}

async function mustStart(): Promise<string> {
  const started = await start();
  if ("error" in started) throw new Error(started.error);
  return started.url;
}

const change = (name: string, value: string) =>
  writeFileSync(
    secrets,
    `${readFileSync(secrets, "utf8").replace(new RegExp(`^${name}=.*\n`, "m"), "")}${name}="${value}"\n`,
  );

it("doesn't start with a key that doesn't fit, starts with the old one beside it, and then without", async () => {
  const url = await mustStart();
  const authorization = `Bearer ${(await project.run("token")).out.trim()}`;
  const call = (at: string, method: string, path: string, body?: object) =>
    fetch(`${at}/api/v1${path}`, {
      method,
      headers: { authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await call(url, "PUT", "/app/shop", { name: "Shop" });
  const address = { url: "https://receiver.example/hook" };
  expect((await call(url, "PUT", "/app/shop/endpoint/erp", address)).status).toBe(201);
  const secret = "/app/shop/endpoint/erp/secret";
  const shown = await (await call(url, "GET", secret)).json();
  await stop();

  const old = /^ENCRYPTION_KEY="(.*)"$/m.exec(readFileSync(secrets, "utf8"))![1]!;
  change("ENCRYPTION_KEY", randomBytes(32).toString("base64"));
  expect(await start()).toMatchObject({
    error: expect.stringMatching(/\.dev\.vars: ENCRYPTION_KEY has not encrypted what is stored/),
  });
  running = null;

  change("ENCRYPTION_KEY_PREVIOUS", old);
  const rotating = await mustStart();
  expect(await (await call(rotating, "GET", secret)).json()).toEqual(shown);
  expect(await project.run("reencrypt", ["--url", rotating])).toEqual({
    code: 0,
    out: "Endpoints encrypted anew with ENCRYPTION_KEY: 1\n",
    error: "",
  });
  await stop();

  change("ENCRYPTION_KEY_PREVIOUS", "");
  const after = await mustStart();
  expect(await (await call(after, "GET", secret)).json()).toEqual(shown);
});
