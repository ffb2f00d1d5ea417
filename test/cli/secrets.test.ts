import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyProject } from "./project.ts";

const project = copyProject();

async function freePort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

it("Posthorn doesn't start with secrets that are no good, and says how to make better ones", async () => {
  writeFileSync(join(project.folder, ".dev.vars"), 'JWT_SECRET="secret"\nENCRYPTION_KEY="key"\n');
  expect(await project.run("start", ["--port", await freePort()])).toEqual({
    code: 1,
    out: "",
    error:
      ".dev.vars: JWT_SECRET has fewer than 32 characters; make one with: openssl rand -hex 32\n" +
      ".dev.vars: ENCRYPTION_KEY is not 32 bytes in base64; make one with: openssl rand -base64 32\n",
  });
  expect(existsSync(join(project.folder, ".wrangler"))).toBe(false);
});

it("secrets that are gone while what they sealed is there are missed aloud", async () => {
  const { folder } = project;
  rmSync(join(folder, ".dev.vars"), { force: true });
  mkdirSync(join(folder, ".wrangler/state"), { recursive: true });
  const { code, out, error } = await project.run("token");
  expect({ code, token: out.trim().split(".").length }).toEqual({ code: 0, token: 3 });
  expect(error).toContain("what was stored with the old secrets can't be read");
  rmSync(join(folder, ".wrangler"), { recursive: true });
});

it("secrets that can't be read are told in a line", async () => {
  const file = join(project.folder, ".dev.vars");
  rmSync(file, { force: true });
  mkdirSync(file);
  const { code, out, error } = await project.run("token");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toMatch(/^The secrets in .*\.dev\.vars can't be read: .+\n$/);
  rmSync(file, { recursive: true });
});

it("a folder in which nothing can be kept is told in a line", async () => {
  const state = join(project.folder, ".wrangler");
  writeFileSync(state, "");
  const { code, out, error } = await project.run("start", ["--port", await freePort()]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toMatch(/^Posthorn keeps its state in .*\.wrangler, where nothing can be written: .+\n$/);
  rmSync(state);
});
