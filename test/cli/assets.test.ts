import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { copyProject } from "./project.ts";

const project = copyProject();
const assets = join(project.folder, ".wrangler/assets");
const folder = join(assets, "assets/console");
const manifest = (): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

beforeAll(async () => {
  expect(await project.run("assets")).toEqual({ code: 0, out: "", error: "" });
});

it("names the console's styles and scripts by their content, to be kept for ever", () => {
  const headers = readFileSync(join(assets, "_headers"), "utf8");
  expect(Object.keys(manifest()).sort()).toEqual(["chart.js", "console.css", "console.js"]);
  for (const [name, hashed] of Object.entries(manifest())) {
    expect(hashed).toMatch(new RegExp(`^${name.replace(".", "\\.[0-9a-f]{10}\\.")}$`));
    expect(readFileSync(join(folder, hashed), "utf8")).not.toBe("");
    expect(headers).toContain(
      `/assets/console/${hashed}\n  Cache-Control: public, max-age=31536000, immutable\n`,
    );
  }
});

it("brings along what pages need of libraries", () => {
  for (const file of ["swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js", "consent.css"])
    expect(existsSync(join(assets, "assets", file)), file).toBe(true);
});

it("gives what has changed another name, and removes what is no longer there", async () => {
  const before = manifest();
  writeFileSync(join(project.folder, "src/console/styles/console.css"), "body { color: red }");
  await project.run("assets");
  const after = manifest();
  expect(after["console.js"]).toBe(before["console.js"]);
  expect(after["console.css"]).not.toBe(before["console.css"]);
  expect(readdirSync(folder).sort()).toEqual([...Object.values(after), "manifest.json"].sort());
});
