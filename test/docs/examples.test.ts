import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { follow, type Place } from "./course.ts";
import { freePort, type Installation, install } from "./installation.ts";
import { type Block, type Document, documents, prose } from "./markdown.ts";

const all = await documents();
const everyBlock = all.flatMap(({ blocks }) => blocks);
const runs = ({ language, notRun }: Block) => language === "sh" && notRun === null;

let posthorn: Installation;
beforeAll(async () => {
  posthorn = await install();
});
afterAll(() => posthorn?.stop());

describe.concurrent("every example works, in order, on a fresh installation", () => {
  for (const document of all.filter(({ blocks }) => blocks.some(runs)))
    it(document.path, async () => follow(course(document), await place()));

  it("README.md, and then docs/get-started.md", async () =>
    follow([...named("README.md").blocks, ...named("docs/get-started.md").blocks], await place()));
});

/** A terminal of its own, in an organisation of its own. */
const place = async (): Promise<Place> => ({
  folder: await posthorn.copy(),
  env: posthorn.env,
  names: {
    "http://localhost:8787": posthorn.url,
    "4000": String(await freePort()),
    org_local: `org_${randomUUID()}`,
  },
});

const named = (path: string) => all.find((document) => document.path === path)!;

/** The blocks that a reader has met at the end of a document. */
function course({ blocks, continues }: Document): Block[] {
  return [...(continues === null ? [] : course(named(continues))), ...blocks];
}

it("the compiler takes every example in TypeScript", async () => {
  const folder = join(posthorn.folder, "examples");
  await mkdir(folder);
  for (const { at, code, language } of everyBlock)
    if (language === "ts") await writeFile(join(folder, `${at.replaceAll(/\W/g, "-")}.ts`), code);
  const paths = { "posthorn/*": ["../src/package/*.d.ts"] };
  const project = {
    extends: "../tsconfig.json",
    compilerOptions: { paths },
    include: ["*.ts", "../src/env.d.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
  const tsc = join(posthorn.folder, "node_modules/typescript/bin/tsc");
  const complaints = await new Promise((resolve) =>
    execFile(process.execPath, [tsc, "-p", folder], (_error, stdout) => resolve(stdout)),
  );
  expect(complaints).toBe("");
});

it("every route that a document names is in the API", async () => {
  const response = await fetch(`${posthorn.url}/api/v1/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, object> };
  const plain = (path: string) => path.replace(/^\/api\/v1/, "").replaceAll(/\{\w+\}/g, "{}");
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${plain(path)}`),
  );
  // The table of the SDKs' methods, those that aren't here included, has a test of its own.
  const others = all.filter(({ path }) => path !== "docs/reference/sdk.md");
  const told = others.flatMap((document) =>
    Array.from(
      prose(document).matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`?]*)/g),
      ([, method, path]) => `${method} ${plain(path!)}`,
    ),
  );
  expect(told).not.toEqual([]);
  expect(told.filter((route) => !routes.includes(route))).toEqual([]);
});

it("examples that aren't run say why", () => {
  const reasons = everyBlock.flatMap(({ notRun }) => notRun ?? []);
  const counts = Object.entries(Object.groupBy(reasons, (reason) => reason)).map(([reason, of]) => [
    of!.length,
    reason,
  ]);
  expect(counts).toEqual([
    [1, "the installation and the checks that run these tests"],
    [2, "the installation and the server that all other examples run against"],
    [1, "only compiled: the guide on receiving runs a whole receiver"],
    [1, "test/cli/start.test.ts runs it, twice"],
    [2, "runs inside a Worker; test/e2e/ways.test.ts sends events in these ways"],
    [1, "test/cli/package.test.ts installs it in a project of its own"],
    [1, "there is no dead letter in a fresh installation; test/api/operator/dead-letter.test.ts has some"],
    [1, "needs a Cloudflare account; test/cli/deploy.test.ts runs it against a small one"],
    [1, "needs the secrets of a deployment"],
    [5, "needs a Cloudflare account"],
  ]);
});

it("every command can be pasted into zsh, which takes no comments then", () => {
  const commented = everyBlock.filter(({ language, code }) => language === "sh" && /(^|\s)#\s/.test(code));
  expect(commented.map(({ at }) => at)).toEqual([]);
});

it("no example is left lying about", () => {
  const isUsed = ({ file }: Block, { blocks }: Document) =>
    file !== null && blocks.some(({ language, code }) => language === "sh" && code.includes(file));
  const idle = all.flatMap((document) =>
    document.blocks.filter((block) => {
      const { language, notRun, file } = block;
      if (notRun !== null || ["toml", "text"].includes(language)) return false;
      return file === null ? !["sh", "json"].includes(language) : !isUsed(block, document);
    }),
  );
  expect(idle.map(({ at }) => at)).toEqual([]);
});
