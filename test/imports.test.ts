/** The rule of imports, as `npm run check` holds to it: api, console → pipeline → objects → store → core. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "..");
const everywhere = ["api", "console", "contract", "pipeline", "objects", "store", "presets", "core", "cli"];

/** What a file of each folder may import, of the other folders and of platform and libraries. */
const allowed: Record<string, string[]> = {
  core: ["hono/html", "hono/utils/accept", "zod"],
  contract: ["core"],
  presets: ["core"],
  store: ["core"],
  objects: ["store", "core"],
  pipeline: ["objects", "store", "presets", "core"],
  api: ["contract", "pipeline", "objects", "store", "presets", "core"],
  console: ["contract", "pipeline", "objects", "store", "presets", "core"],
};
const libraries = [
  "cloudflare:workers",
  "drizzle-orm/d1",
  "hono",
  "hono/html",
  "hono/jwt",
  "hono/utils/accept",
  "node:fs/promises",
  "zod",
];

/** Lints these files in a project of their own; answers the places, `file:line`, of the rule's complaints. */
function complaints(rule: string, files: Record<string, string[]>): string[] {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "posthorn-imports-")));
  onTestFinished(() => rmSync(project, { recursive: true }));
  for (const name of ["biome.json", ".gitignore"]) cpSync(join(root, name), join(project, name));
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(join(project, dirname(file)), { recursive: true });
    writeFileSync(join(project, file), imports.map((from) => `export * from "${from}";\n`).join(""));
  }
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/@biomejs/biome/bin/biome"),
      ...["lint", `--only=${rule}`, "--reporter=github", "--max-diagnostics=none"],
    ],
    { cwd: project, encoding: "utf8" },
  );
  return [...stdout.matchAll(/file=([^,]+),line=(\d+)/g)].map(
    ([, file, line]) => `${relative(project, file!)}:${line}`,
  );
}

it.each(Object.keys(allowed))("%s imports what lies right of it, and nothing else", (folder) => {
  const others = everywhere.filter((other) => other !== folder);
  const ofOthers = others.map((other) => `../../${other}/file.ts`);
  const imports = ["./beside.ts", "../above.ts", "../../index.ts", ...ofOthers, ...libraries];
  const file = `src/${folder}/room/file.ts`;
  const refused = complaints("style/noRestrictedImports", { [file]: imports }).map(
    (place) => imports[Number(place.split(":")[1]) - 1],
  );
  const pure = folder === "core";
  expect(refused.sort()).toEqual(
    [
      "../../index.ts",
      ...others.filter((other) => !allowed[folder]!.includes(other)).map((other) => `../../${other}/file.ts`),
      ...libraries.filter((library) => pure && !allowed[folder]!.includes(library)),
    ].sort(),
  );
});

it("finds cycles", () => {
  expect(
    complaints("suspicious/noImportCycles", {
      "src/core/a.ts": ["./b.ts"],
      "src/core/b.ts": ["./c.ts"],
      "src/core/c.ts": ["./a.ts", "./d.ts"],
      "src/core/d.ts": [],
    }).sort(),
  ).toEqual(["src/core/a.ts:1", "src/core/b.ts:1", "src/core/c.ts:1"]);
});
