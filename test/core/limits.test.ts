import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  answers,
  apiKeys,
  bulkExpunge,
  catalogue,
  containers,
  deadLetters,
  document,
  endpoints,
  environment,
  expunges,
  forms,
  headers,
  plans,
  secrets,
  statistics,
} from "../../src/core/limits.ts";

const count = (most: number) => most.toLocaleString("en");
const bytes = (most: number) => `${count(most)} bytes`;

const page = readFileSync("docs/operate/limits.md", "utf8");
const section = page.split(/^## /m)[1]!;
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(2)
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it("all stand in the documentation", () => {
  expect(rows).toEqual([
    ["objects and lists in the body of a request", count(containers.most), "422 `containers_too_many`"],
    ["a form of the console or the portal", bytes(forms.bytes), "413 `body_too_large`"],
    ["own headers of an endpoint", count(headers.most), "422 `headers_too_many`"],
    ["names and values of these together", bytes(headers.bytes), "422 `headers_too_large`"],
    ["endpoints of an application, unless its plan says", count(endpoints.most), "403 `limit_reached`"],
    ["secrets of an endpoint that sign at a time", count(secrets.most), "403 `limit_reached`"],
    ["API keys, expired ones too", count(apiKeys.most), "403 `limit_reached`"],
    ["plans", count(plans.most), "403 `limit_reached`"],
    ["tasks of an application that delete contents", count(expunges.most), "403 `limit_reached`"],
    ["messages whose content is deleted in one call", count(bulkExpunge.most), "422 `too_many`"],
    ["tasks that put statistics together", count(statistics.most), "403 `limit_reached`"],
    ["event types, archived ones too", count(catalogue.most), "403 `limit_reached`"],
    ["their schemas, examples and fields together", bytes(catalogue.bytes), "403 `limit_reached`"],
    ["event types of an environment to import", count(environment.eventTypes), "422 `too_many`"],
    ["such an environment", bytes(environment.bytes), "422 `too_many_bytes`"],
    ["an OpenAPI document to import, `spec`", bytes(document.bytes), "422 `too_many_bytes`"],
    ["the same as a text, `specRaw`", `${count(document.bytes)} characters`, "422 `too_long`"],
  ]);
  expect(page).toContain(`the latest ${count(answers.most)} or ${bytes(answers.bytes)}`);
});

it("of dead letters stand there too", () => {
  const { most, keptMs } = deadLetters;
  const kept = `${keptMs / 86_400_000} days, the newest ${count(most)} of an organisation`;
  for (const document of ["limits", "erasure", "dead-letters"])
    expect(readFileSync(`docs/operate/${document}.md`, "utf8")).toContain(kept);
});
