import fc from "fast-check";
import { expect, it } from "vitest";
import { brandCss, contrast } from "../../src/console/app/brand.ts";

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

const read = (css: string, name: string) =>
  [...css.matchAll(new RegExp(`--${name}:(#[0-9a-f]{6})`, "g"))].map(([, value]) => value!);

it("makes any colour readable, in light and dark", () => {
  fc.assert(
    fc.property(colour, (given) => {
      const css = brandCss(given);
      const [light, dark] = read(css, "accent") as [string, string];
      expect(contrast(light, "#ffffff")).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark, "#1a1f29")).toBeGreaterThanOrEqual(4.5);
      const inks = read(css, "accent-ink");
      for (const [at, fill] of read(css, "accent-fill").entries())
        expect(contrast(fill, inks[at]!)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

it("leaves a colour as it is that can be read already", () => {
  expect(read(brandCss("#3450c4"), "accent")[0]).toBe("#3450c4");
});
