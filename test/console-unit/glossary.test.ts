import { describe, expect, it } from "vitest";
import { glossary } from "../../src/console/text/glossary.ts";
import { texts } from "../../src/console/text/text.ts";
import { all } from "./copy.ts";

/** These name what is called so elsewhere: fields of the API, a header. */
const verbatim = new Set(["settings.defaultsHint", "form.authKeyPlaceholder"]);
/** Addresses, paths, JSON, placeholders, names with hyphens in small letters, and what n8n calls its address. */
const code =
  /https?:\S*|\S+@\S+|[{[].*?[}\]]|__\w+__|#\w+|npm run token|\w+(?:[./_:]\w+)+|\w+_(?!\w)|(?<!\p{L})[a-z]+(?:-[a-z]+)+(?!\p{L})|„Production URL“/gu;

/** Words of the English copy that the German one has, too. */
const namesAndUnits =
  "api bearer charset curl enterprise erp get h http https import javascript json kb min n null openapi operationid patch post posthorn put s svix url utc utf v vnull websocket xx yaml";
const german =
  "also an browser code codes fast filter firewall form format hand header headers in internet link links live mail minute moment name operation optional organisation parameter portal proxy raw region rest schema schemas server shop so spam standard status system systems tag test tests text token version was web webhook webhooks";
const inBoth = new Set(`${namesAndUnits} ${german}`.split(" "));

const copy = (language: "en" | "de") =>
  all(texts[language])
    .filter(({ key }) => !verbatim.has(key))
    .map(({ key, says }) => ({ key, says: says.replace(code, " ") }));

const copies = { en: copy("en"), de: copy("de") };
type Said = typeof copies.en;

/** What is said with a word that begins like one of these. */
const saidWith = (said: Said, beginnings: readonly string[]) =>
  said.filter(({ says }) => beginnings.some((one) => new RegExp(`(?<!\\p{L})${one}`, "iu").test(says)));

const words = (text: string) =>
  (text.match(/\p{L}+(?:-\p{L}+)*/gu) ?? []).flatMap((word) => word.toLowerCase().split("-"));

describe("the glossary", () => {
  it.each(Object.entries(glossary))("has the one word for %s that the copy uses", (_, { en, de, not }) => {
    const others: { en?: readonly string[]; de?: readonly string[] } = not;
    expect(saidWith(copies.en, others.en ?? [])).toEqual([]);
    expect(saidWith(copies.de, others.de ?? [])).toEqual([]);
    expect(saidWith(copies.en, [en])).not.toEqual([]);
    expect(saidWith(copies.de, [de])).not.toEqual([]);
  });

  it("is one of its own for each thing", () => {
    for (const language of ["en", "de"] as const) {
      const used = Object.values(glossary).map((term) => term[language].toLowerCase());
      expect(new Set(used).size).toBe(used.length);
      for (const { not } of Object.values(glossary)) {
        const others: { en?: readonly string[]; de?: readonly string[] } = not;
        for (const other of others[language] ?? [])
          expect(used.filter((word) => new RegExp(`^${other}`, "iu").test(word))).toEqual([]);
      }
    }
  });

  it("would find another word, wherever it stands", () => {
    const said = (says: string) => saidWith([{ key: "", says }], glossary.request.not.de);
    expect(said("Der GET-Request kam an")).toHaveLength(1);
    expect(said("Höchstens Requests")).toHaveLength(1);
    expect(said("Die Anfrage kam an")).toEqual([]);
  });
});

it("no word of the English copy stands in the German one, but for names and words that are German, too", () => {
  const inEnglish = new Set(copies.en.flatMap(({ says }) => words(says)));
  const foreign = (says: string) => words(says).filter((word) => inEnglish.has(word) && !inBoth.has(word));
  expect(copies.de.filter(({ says }) => foreign(says).length > 0)).toEqual([]);
  expect(foreign("Mehrere Ereignisse in einem Request")).toEqual(["request"]);
});
