import { describe, expect, it } from "vitest";
import { texts } from "../../src/console/text/text.ts";
import { all } from "./copy.ts";

const german = all(texts.de);
const english = all(texts.en);

/** Words that are the same in both languages, or the same word in each. */
const shared = new Set([
  "application",
  "byte",
  "code",
  "deutsch",
  "english",
  "enterprise",
  "filter",
  "form",
  "header",
  "http",
  "id",
  "import",
  "in",
  "json",
  "key",
  "live",
  "name",
  "null",
  "ok",
  "openapi",
  "optional",
  "parameter",
  "plan",
  "posthorn",
  "raw",
  "schema",
  "standard",
  "status",
  "system",
  "tag",
  "tags",
  "test",
  "text",
  "token",
  "url",
  "value",
  "version",
  "webhook",
  "webhooks",
]);

const words = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? [];

describe("the copy", () => {
  it("addresses people formally in German", () => {
    const informal =
      /(?<!\p{L})(?:du|dich|dir|dein\p{L}*|euch|euer|eure\p{L}*|klicke?|wähle|gib|öffne|prüfe|füge|kopiere|lösche|trage)(?!\p{L})/iu;
    expect(german.filter(({ says }) => informal.test(says))).toEqual([]);
    expect(informal.test("Klicke hier, wenn du fertig bist")).toBe(true);
  });

  it("is translated: nothing English stands in the German copy", () => {
    const same = german.filter(({ key, says }) =>
      english.some(
        (other) => other.key === key && other.says === says && words(says).some((word) => !shared.has(word)),
      ),
    );
    expect(same).toEqual([]);
    const leftOver = /(?<!\p{L})(?:the|and|with|your|please|this|that|is|are|not|of)(?!\p{L})/iu;
    expect(german.filter(({ says }) => leftOver.test(says))).toEqual([]);
  });

  it("is translated: nothing German stands in the English copy", () => {
    const german = /(?<!\p{L})(?:und|der|das|ist|nicht|wird|mit|oder|bitte|Sie)(?!\p{L})/u;
    expect(english.filter(({ says }) => german.test(says))).toEqual([]);
  });

  it("uses the quotation marks, ellipses and apostrophes of its language", () => {
    const prose = (says: string) => says.replace(/\{.*?\}/g, "");
    expect(german.filter(({ says }) => /["“](?=\p{L})|\.\.\./u.test(prose(says)))).toEqual([]);
    expect(english.filter(({ says }) => /[„"]|\.\.\./.test(prose(says)))).toEqual([]);
  });
});
