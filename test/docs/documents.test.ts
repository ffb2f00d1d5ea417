import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Document, documents, prose, root } from "./markdown.ts";

const all = await documents();
const project = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const links = (document: Document) =>
  Array.from(prose(document).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);

/** As GitHub makes them of headings. */
const anchors = (document: Document) =>
  Array.from(prose(document).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(all)("$path", (document) => {
  it("leads to what is there", async () => {
    const inside = links(document).filter((target) => !/^[a-z]+:/.test(target));
    for (const target of inside) {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? document.path : join(document.path, "..", path);
      await expect(access(join(root, file)), target).resolves.toBeUndefined();
      const found = all.find(({ path }) => path === file);
      if (anchor !== undefined) expect(found && anchors(found), target).toContain(anchor);
    }
  });

  it("names files that are there", async () => {
    const named = Array.from(document.text.matchAll(/\b(?:src|test)\/[\w./-]*\w/g), ([path]) => path);
    for (const path of named) await expect(access(join(root, path)), path).resolves.toBeUndefined();
  });

  it("names scripts that package.json has", () => {
    const named = Array.from(document.text.matchAll(/npm run ([a-z:]+)/g), ([, script]) => script!);
    expect(Object.keys(project.scripts)).toEqual(expect.arrayContaining(named));
  });
});

it("the repository has one address, that of package.json", () => {
  const address = project.repository.url.replace(/^git\+|\.git$/g, "");
  const { origin, pathname } = new URL(address);
  const name = pathname.split("/").at(-1)!;
  const named = all.flatMap(({ text }) =>
    Array.from(text.matchAll(/https:\/\/[\w.-]+\/[\w.-]+\/[\w-]+/g), ([url]) => url),
  );
  const own = named.filter((url) => url.startsWith(origin) && url.endsWith(`/${name}`));
  expect(own).not.toEqual([]);
  expect([...new Set(own)]).toEqual([address]);
});

it("the README stays short", () => {
  const readme = all.find(({ path }) => path === "README.md")!;
  expect(readme.text.split("\n").length).toBeLessThanOrEqual(151);
});

it("every document is within reach of the README", () => {
  const reached = new Set<string>();
  const walk = (path: string) => {
    const document = all.find((one) => one.path === path);
    if (document === undefined || reached.has(path)) return;
    reached.add(path);
    for (const target of links(document)) walk(join(path, "..", target.split("#")[0]!));
  };
  walk("README.md");
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

it("the table of settings has those of wrangler.toml, with their defaults", async () => {
  const toml = await readFile(join(root, "wrangler.toml"), "utf8");
  const vars = /^\[vars\]\n(.*?)\n\n/ms.exec(toml)![1]!;
  const set = Array.from(vars.matchAll(/^(\w+) = (\S+|"")/gm), ([, name, value]) => [
    name,
    value!.replaceAll('"', ""),
  ]);
  const settings = all.find(({ path }) => path === "docs/operate/settings.md")!;
  const told = Array.from(settings.text.matchAll(/^\| `([A-Z_]+)` *\| ([^|]*?) *\|/gm), ([, name, value]) => [
    name,
    /^\d/.test(value!) ? value : "",
  ]);
  expect(told).toEqual(set);
});
