/** `node run.cjs TOOL …` runs a tool of this folder. It is for any Node: what is missing, it says in one line. */
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const [major, minor] = process.versions.node.split(".").map(Number);
const readsTypeScript = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

if (!existsSync(join(__dirname, "../../node_modules/wrangler"))) {
  console.error("Posthorn isn't installed yet. Run this first: npm ci");
  process.exit(1);
}
if (!readsTypeScript) {
  console.error(
    `Node ${process.versions.node} is too old for this. Call it through npm, which takes the Node of npm ci.`,
  );
  process.exit(1);
}
const tool = join(__dirname, `${process.argv[2]}.ts`);
process.argv.splice(1, 2, tool);
import(pathToFileURL(tool).href);
