/**
 * Makes the Worker's static assets, `.wrangler/assets`: what pages need from libraries, and the console's own styles
 * and scripts, under names with a hash of their content.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { root } from "./project.ts";

const assets = join(root, ".wrangler/assets");

const copies = {
  "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
  "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
};
for (const [to, from] of Object.entries(copies)) {
  const target = join(assets, "assets", to);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(root, "node_modules", from), target);
}

const pages = {
  "console.css": "src/console/styles/console.css",
  "console.js": "src/console/browser/console.ts",
  "chart.js": "src/console/browser/chart.ts",
};
await build({
  absWorkingDir: root,
  entryPoints: ["src/api/endpoint/consent.css"],
  bundle: true,
  minify: true,
  outdir: `${assets}/assets`,
});

const manifest: Record<string, string> = {};
const folder = `${assets}/assets/console`;
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, source] of Object.entries(pages)) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    minify: true,
    write: false,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    legalComments: "none",
  });
  const content = outputFiles[0]!.contents;
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = name.replace(".", `.${hash}.`);
  await writeFile(`${folder}/${manifest[name]}`, content);
}
await writeFile(`${folder}/manifest.json`, JSON.stringify(manifest));
const forever = "Cache-Control: public, max-age=31536000, immutable";
await writeFile(
  `${assets}/_headers`,
  `${Object.values(manifest)
    .map((name) => `/assets/console/${name}\n  ${forever}\n  X-Content-Type-Options: nosniff`)
    .join("\n")}\n`,
);
