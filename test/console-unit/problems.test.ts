import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Code } from "../../src/console/text/codes.ts";
import { inOneText, inPlainWords, issuesBelow, plainly } from "../../src/console/text/plain-words.ts";
import { texts } from "../../src/console/text/text.ts";
import { auth, endpointExtensions } from "../../src/core/extensions/endpoint.ts";
import { problems, refusals } from "../../src/core/problems/codes.ts";
import { type Problem, problem, sentence } from "../../src/core/problems/problem.ts";
import { problemOf } from "../../src/core/problems/zod.ts";

const view = { text: texts.de };

const wrong: object[] = [
  { payload: { mode: "fields", fields: [] } },
  { payload: { mode: "fields", fields: [{ name: "_a", source: "a" }] } },
  { payload: { mode: "fields", fields: [{ name: "a", source: "a b" }] } },
  { payload: { mode: "fields", fields: [{ name: "a" }] } },
  { payload: { mode: "fields", fields: [{ name: "a", source: "a", valueMode: "fixed" }] } },
  {
    payload: {
      mode: "fields",
      fields: [
        { name: "a", source: "a" },
        { name: "a", source: "b" },
      ],
    },
  },
  {
    payload: {
      mode: "fields",
      hierarchy: "nested",
      fields: [
        { name: "a", source: "a" },
        { name: "a.b", source: "b" },
      ],
    },
  },
  { filter: { $where: "1" } },
  { excludeOrigins: ["Import!"] },
  { cooldown: { key: "contact.id", seconds: 0 } },
  { batching: { enabled: true, maxEvents: 1, maxWaitSeconds: 10 } },
  { batching: { enabled: true, maxEvents: 101, maxWaitSeconds: 10 } },
  { destination: { type: "email", to: "nobody" } },
  { auth: { type: "header", key: "a b", value: "c" } },
  { auth: { type: "basic", username: "a:b", password: "c" } },
  { retry: { waits: [100_000] } },
];

/** For any params: each value is the name it is asked by. */
const anyParams = new Proxy({}, { get: (_, name) => `<${String(name)}>` });
const codes = Object.keys(texts.en.problems.ofCode) as Code[];
const said = (language: keyof typeof texts, code: Code) =>
  plainly({ text: texts[language] }, { loc: ["body"], code, params: anyParams });

describe("what the API found wrong", () => {
  it.each(wrong.map((input) => [JSON.stringify(input), input]))("is told in German: %s", (_, input) => {
    const { success, error } = z
      .object({ ...endpointExtensions, auth })
      .partial()
      .safeParse(input);
    expect(success).toBe(false);
    for (const issue of error!.issues) {
      const found = problemOf(issue);
      const words = plainly(view, { loc: [], ...found });
      expect(words, found.code).not.toBe(sentence(found));
      expect(words).not.toBe(texts.de.problems.ofCode.invalid);
    }
  });

  it("has words for every code, in each language its own", () => {
    expect(codes).toEqual(expect.arrayContaining([...Object.keys(problems), ...Object.keys(refusals)]));
    for (const code of codes) {
      const [en, de] = [said("en", code), said("de", code)];
      expect(en, code).toMatch(/\p{L}.*[.>]$/u);
      expect(de, code).toMatch(/\p{L}.*[.>]$/u);
      expect(en + de, code).not.toContain("undefined");
      if (/ /.test(en.replace(/<\w+>: <\w+>/, ""))) expect(de, code).not.toBe(en);
    }
  });

  it("is found by its code, whatever the API's own sentence says", () => {
    const issue = { loc: ["body", "url"], ...problem("url_private"), msg: "reworded", type: "value_error" };
    expect(plainly(view, issue)).toBe(
      "Das ist eine Adresse eines privaten Netzes. Sie muss aus dem Internet erreichbar sein.",
    );
  });

  it("names what the case is about", () => {
    const words = (found: Problem) => plainly(view, { loc: ["body", "url"], ...found });
    expect(words(problem("placeholder_unknown", { name: "a", names: ["b", "c"] }))).toBe(
      "Es gibt kein Feld namens a. Möglich sind: b, c.",
    );
    expect(words(problem("placeholder_unknown", { name: "a", names: [] }))).toMatch(/Fügen Sie es zuerst/);
    expect(words(problem("too_short", { min: 1 }))).toBe("Bitte füllen Sie dies aus.");
    expect(words(problem("too_short", { min: 3 }))).toBe("Mindestens 3 Zeichen.");
  });

  it("is said once, and where it is when the place has no control", () => {
    const issues = ["a", "b"].map((at) => ({ loc: ["body", "payload", at], ...problem("required") }));
    expect(inOneText(view, issues)).toBe("Bitte füllen Sie dies aus.");
    expect(issuesBelow(view, inPlainWords(view, issues), "payload")).toBe(
      "a: Bitte füllen Sie dies aus. b: Bitte füllen Sie dies aus.",
    );
  });

  it("has words of its own at some places", () => {
    const at = (loc: string[], found: Problem) => plainly(view, { loc: ["body", ...loc], ...found });
    expect(at(["eventTypes"], problem("required"))).toBe("Wählen Sie mindestens ein Ereignis.");
    expect(at(["eventTypes"], problem("too_few", { min: 1 }))).toBe("Wählen Sie mindestens ein Ereignis.");
    expect(at(["accept", "statusCodes", "0"], problem("not_a_number"))).toBe(texts.de.problems.numbers);
  });
});
