import fc from "fast-check";
import { expect, it } from "vitest";
import { finds, fold, searchKey } from "../../src/core/fold.ts";

it.each([
  ["Öztürk", ["Öztürk", "ÖZTÜRK", "öztürk", "oeztuerk", "OEZTUERK", "ozturk", "tür", "O\u0308ZTU\u0308RK"]],
  ["O\u0308ztu\u0308rk", ["Öztürk", "oeztuerk", "ozturk"]],
  ["Straßen & Söhne", ["STRASSEN", "straßen", "STRAẞEN", "soehne", "sohne"]],
  ["Café Zoë", ["cafe", "CAFÉ", "zoe"]],
  ["İstanbul Işık", ["istanbul", "ISTANBUL", "işık", "isik"]],
  ["Ørsted Łódź", ["ørsted", "oersted", "orsted", "łódź", "lodz"]],
  ["ΑΘΉΝΑΣ", ["αθήνας", "αθηνασ"]],
  ["МОСКВА Йод", ["москва", "йод"]],
  ["がぎ", ["がぎ"]],
])("%s is found by %j", (name, queries) => {
  for (const query of queries) expect(finds(name, query), query).toBe(true);
});

it("finds no other names", () => {
  for (const query of ["Özdemir", "uml", "oztuerk", "%", "_zt"])
    expect(finds("Öztürk", query), query).toBe(false);
});

it("finds every part of a name, as it is, in capitals and in small letters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "grapheme" }),
      (a, b, c) => {
        const name = `${a} ${b} ${c}`;
        expect(finds(name, ` ${b} `)).toBe(true);
        expect(finds(name, name)).toBe(true);
        expect(fold(fold(b))).toBe(fold(b));
        expect(searchKey(b).split("\n")[0]).toBe(fold(b).split("\n")[0]);
      },
    ),
  );
  const letters = fc.string({ unit: fc.constantFrom(..."aäöüßÄÖÜéñøłçЖжσ ") });
  fc.assert(
    fc.property(letters, (name) => {
      expect(finds(name, name.toUpperCase())).toBe(true);
      expect(finds(name, name.toLowerCase())).toBe(true);
    }),
  );
});
