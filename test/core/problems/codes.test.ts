import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { problems, refusals, statusOf } from "../../../src/core/problems/codes.ts";

const codes = [...Object.keys(problems), ...Object.keys(refusals)];

it("each says one thing, in one table or the other", () => {
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  const sentences = Object.values(problems);
  expect(new Set(sentences).size).toBe(sentences.length);
});

it("each comes from somewhere", () => {
  const source = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => /^(api|core|contract|pipeline|store)\/.*\.ts$/.test(file))
    .filter((file) => file !== "core/problems/codes.ts")
    .map((file) => readFileSync(`src/${file}`, "utf8"))
    .join();
  const computed = ["no_such_application", "no_such_endpoint"];
  expect(codes.filter((code) => !computed.includes(code) && !source.includes(`"${code}"`))).toEqual([]);
});

const values = (template: string) =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => `\`${name}\``).join(", ");

/** Rows of the page's tables whose first cell holds a code or a status. */
const rows = readFileSync("docs/reference/errors.md", "utf8")
  .split("\n")
  .filter((line) => /^\| (?:`\w+`|\d{3}) /.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it("all stand in the documentation, in order", () => {
  expect(rows).toEqual([
    ...Object.entries(problems).map(([code, text]) => [`\`${code}\``, values(text), text]),
    ...Object.entries(refusals).map(([reason, [code, text]]) => [
      String(reason === "internal" ? 500 : statusOf[code]),
      `\`${code}\``,
      `\`${reason}\``,
      values(text),
      text,
    ]),
  ]);
});
