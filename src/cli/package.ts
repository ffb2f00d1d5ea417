/**
 * `npm run package [-- --into FOLDER]`: the package for Workers that send events, `posthorn-VERSION.tgz`. It has no
 * dependencies: `posthorn/jobs` is bundled, `posthorn/rpc` is types alone.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { fail, readArguments } from "./arguments.ts";
import { root } from "./project.ts";

const { into = root } = readArguments("npm run package -- [--into FOLDER]", ["into"]).flags;
const folder = join(root, ".wrangler/package");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const { version, license, repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
await build({
  absWorkingDir: root,
  stdin: { contents: 'export { eventJob } from "./src/core/jobs.ts";', resolveDir: root },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "inline",
  outfile: join(folder, "jobs.js"),
});
for (const types of ["jobs.d.ts", "rpc.d.ts"]) cpSync(join(root, "src/package", types), join(folder, types));
const description = {
  ...{ name: "posthorn", version, license, repository, type: "module", sideEffects: false },
  description: "Send events to Posthorn from another Worker",
  exports: {
    "./jobs": { types: "./jobs.d.ts", default: "./jobs.js" },
    "./rpc": { types: "./rpc.d.ts" },
  },
};
writeFileSync(join(folder, "package.json"), JSON.stringify(description, null, 2));

const packed = spawnSync("npm", ["pack", "--json", "--pack-destination", resolve(into)], {
  cwd: folder,
  encoding: "utf8",
});
if (packed.status !== 0) fail(`npm pack failed:\n${packed.stderr}`);
const [{ filename }] = JSON.parse(packed.stdout);
console.log(join(resolve(into), filename));
