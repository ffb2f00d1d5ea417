import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const read = (path: string): Manifest =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", path), "utf8"));

it.each(["wrangler", "miniflare"])(
  "%s is the one that the test plugin brings, so that there is one workerd",
  (name) => {
    const { devDependencies } = read("package.json");
    const { dependencies } = read("node_modules/@cloudflare/vitest-plugin/package.json");
    expect(devDependencies[name]).toBe(dependencies[name]);
  },
);
