import fc from "fast-check";
import { expect, it } from "vitest";
import { RetiredNames } from "../../../src/objects/journal/retired-names.ts";
import { migrations } from "../../../src/objects/journal/schema.ts";
import { KeyValue } from "../../../src/objects/shared/key-value.ts";
import { withTables } from "../database.ts";

const name = fc.constantFrom("shop", "store", "market", null);

it("all names but the last are given up, in whatever order that is told", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const histories = fc.array(name, { minLength: 2, maxLength: 8 }).chain((names) => {
      const renames = names.slice(1).map((after, index) => ({
        ...{ before: names[index]!, after, revision: index + 1 },
      }));
      return fc.tuple(fc.constant(names), fc.shuffledSubarray(renames, { minLength: renames.length }));
    });
    fc.assert(
      fc.property(histories, ([names, told]) => {
        const values = new KeyValue(sql);
        values.keepOnly([]);
        for (const rename of told) new RetiredNames(values).change(rename, 1);
        const own = names.at(-1)!;
        const retired = new RetiredNames(values);
        for (const one of names) if (one !== null) expect(retired.has(one)).toBe(one !== own);
      }),
    );
  }));
