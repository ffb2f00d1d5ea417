import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { copyProject, ended } from "./project.ts";

const project = copyProject();
const bare = mkdtempSync(join(tmpdir(), "posthorn-bare-"));
afterAll(() => rmSync(bare, { recursive: true, force: true }));
for (const part of ["package.json", ".npmrc"]) copyFileSync(join(project.folder, part), join(bare, part));
cpSync(join(project.folder, "src/cli"), join(bare, "src/cli"), { recursive: true });

const node = (...args: string[]) => ended(spawn(process.execPath, args));

it("says that npm ci comes first", async () => {
  expect(await node(join(bare, "src/cli/run.cjs"), "start")).toEqual({
    code: 1,
    out: "",
    error: "Posthorn isn't installed yet. Run this first: npm ci\n",
  });
});

it("says when Node is too old to run it", async () => {
  const older = join(bare, "older.cjs");
  writeFileSync(older, 'Object.defineProperty(process.versions, "node", { value: "20.19.5" });');
  const { code, error } = await node("--require", older, join(project.folder, "src/cli/run.cjs"), "start");
  expect({ code, error }).toEqual({
    code: 1,
    error: "Node 20.19.5 is too old for this. Call it through npm, which takes the Node of npm ci.\n",
  });
});

it("npm ci says why it failed", async () => {
  const { code, error } = await ended(spawn("npm", ["ci"], { cwd: bare }));
  expect(code).not.toBe(0);
  expect(error).toContain("package-lock.json");
});
