import { describe, expect, it } from "vitest";
import { format } from "../../src/console/app/format.ts";
import type { View } from "../../src/console/app/view.ts";
import { reasonOf } from "../../src/console/text/outcome.ts";
import { texts } from "../../src/console/text/text.ts";
import type { Answer } from "../../src/contract/endpoint-test.ts";
import type { Failure } from "../../src/core/delivery/failure.ts";
import type { Language } from "../../src/core/language.ts";

function says(language: Language, failure: Failure | null, more: Partial<Answer> = {}) {
  const view = { text: texts[language], format: format(language, "Europe/Berlin") } as unknown as View;
  const answer: Answer = {
    status: 0,
    body: "",
    durationMs: 1,
    success: failure === null,
    failure,
    bodyFailure: null,
    reason: null,
    ...more,
  };
  return reasonOf(view, answer);
}

it("what was wrong with the body of an accepted answer is said as well", () => {
  const bodyFailure = { code: "cut_off", params: {} } as const;
  expect(says("en", null, { status: 200, bodyFailure })).toMatch(/broke off/);
  expect(says("en", { code: "status", params: { status: 500 } }, { bodyFailure })).not.toMatch(/broke off/);
});

describe("why a request failed", () => {
  it("is said in the language of the page, whatever the API's words are", () => {
    const failure = { code: "dns", params: {} } as const;
    const reason = "words that nobody has seen before";
    expect(says("en", failure, { reason, body: reason })).toMatch(/host in the address is unknown/);
    expect(says("de", failure, { reason, body: reason })).toMatch(/Server in der Adresse gibt es nicht/);
  });

  it("names what is known of it, as the language writes it", () => {
    expect(says("de", { code: "timeout", params: { seconds: 1.5 } })).toContain("von 1,5 Sekunden");
    expect(says("en", { code: "timeout", params: { seconds: 1.5 } })).toContain("within 1.5 seconds");
    expect(says("en", { code: "oversize", params: { bytes: 1_048_576 } })).toContain("1,048,576 bytes");
    const location = "https://example.com/final";
    expect(says("de", { code: "redirect", params: { location } })).toContain(`auf ${location} weiter`);
    expect(says("de", { code: "redirect", params: { location: null } })).toContain("auf eine andere weiter");
  });

  it("names the rule that an answer breaks", () => {
    const unexpected = { code: "status_unexpected", params: { status: 200, expected: [201, 202] } } as const;
    expect(says("de", unexpected)).toBe("Der Code 200 ist keiner von denen, die Sie annehmen (201, 202).");
    expect(says("de", { code: "body_not_json", params: {} })).toMatch(/kein JSON/);
    expect(says("de", { code: "body_mismatch", params: { expected: '{"status":"OK"}' } })).toMatch(
      /enthält \{"status":"OK"\} nicht/,
    );
  });

  it.each([
    [401, /credentials/],
    [403, /credentials/],
    [101, /another protocol/],
    [404, /doesn't exist/],
    [405, /another method/],
    [407, /proxy/],
    [408, /waited too long/],
    [413, /too large/],
    [415, /content type/],
    [421, /for this host/],
    [426, /another protocol/],
    [410, /doesn't exist/],
    [429, /too many requests/],
    [422, /could not use/],
    [500, /failed while it processed/],
    [503, /failed while it processed/],
  ])("tells what a %i means", (status, words) => {
    expect(says("en", { code: "status", params: { status } }, { status })).toMatch(words);
  });

  it("is nothing for a success", () => {
    expect(says("en", null, { status: 200 })).toBeNull();
  });
});
