/** Copies what pages load from libraries into the Worker's static assets, `.wrangler/assets`. */
import { cp, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

const files = {
  "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
  "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
};

const root = new URL("../../", import.meta.url);

for (const [to, from] of Object.entries(files)) {
  const target = new URL(`.wrangler/assets/assets/${to}`, root).pathname;
  await mkdir(dirname(target), { recursive: true });
  await cp(new URL(`node_modules/${from}`, root), target);
}
