import { expect, it } from "vitest";
import { acceptedLanguage } from "../../src/core/language.ts";

it.each([
  [undefined, null],
  ["", null],
  ["fr", null],
  ["*", null],
  ["de", "de"],
  ["de-AT", "de"],
  ["DE-at", "de"],
  ["den", null],
  ["fr, de;q=0.5, en;q=0.4", "de"],
  ["en;q=0.4, de;q=0.5", "de"],
  ["en-GB,en;q=0.9,de;q=0.8", "en"],
  ["de;q=0, en;q=0.1", "en"],
  [" de ; q=0.2 ,\ten ; q=0.1 ", "de"],
  [";q=1,,=;de", null],
])("of %o, likes %o best", (header, language) => expect(acceptedLanguage(header)).toBe(language));
