import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inOneText, issuesBelow, plainly } from "../../src/console/text/problems-plainly.ts";
import { texts } from "../../src/console/text/text.ts";
import { auth, endpointExtensions } from "../../src/core/extensions.ts";
import { urlProblem } from "../../src/core/request/url.ts";

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

describe("what the API found wrong", () => {
  it.each(wrong.map((input) => [JSON.stringify(input), input]))("is told in German: %s", (_, input) => {
    const { success, error } = z
      .object({ ...endpointExtensions, auth })
      .partial()
      .safeParse(input);
    expect(success).toBe(false);
    for (const { message } of error!.issues) expect(plainly(view, message), message).not.toBe(message);
  });

  it.each([
    "example.com",
    "ftp://a.example",
    "https://a:b@c.example",
    "https://localhost/",
    "https://10.0.0.1/",
  ])("is told in German: the address %s", (url) => {
    const problem = urlProblem(url, { ownHosts: [], allowedSubnets: [] });
    expect(problem).not.toBeNull();
    expect(plainly(view, problem!)).not.toBe(problem);
  });

  it("is said once, and where it is when the place has no control", () => {
    const issues = ["a", "b"].map((at) => ({ loc: ["body", "payload", at], msg: "is required" }));
    expect(inOneText(view, issues)).toBe("Bitte füllen Sie dies aus.");
    expect(issuesBelow(view, issues, "payload")).toBe("a: is required b: is required");
    expect(plainly(view, "is required", "eventTypes")).toBe("Wählen Sie mindestens ein Ereignis.");
    expect(plainly(view, "nobody has words for this")).toBe("nobody has words for this");
  });
});
