import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { failureCodes, failures } from "../../../src/core/delivery/failure.ts";

const page = readFileSync(`${import.meta.dirname}/../../../docs/reference/failures.md`, "utf8");

/** The cells of each row of the page's table, without its head. */
const rows = [...page.matchAll(/^\| (`.+) \|$/gm)].map(([, row]) =>
  row!.split(" | ").map((cell) => cell.trim()),
);

it("is listed in the docs, code by code, each with what it means and what to do", () => {
  const listed = rows.map(([code, params, means]) => [code, params, means]);
  const known = failureCodes.map((code) => {
    const params = Object.keys(failures[code].params.shape).map((name) => `\`${name}\``);
    return [`\`${code}\``, params.join(", "), failures[code].means];
  });
  expect(listed).toEqual(known);
  for (const [code, , , advice] of rows) expect(advice, code).toMatch(/\w.*\.$/);
});
