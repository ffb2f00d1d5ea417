import fc from "fast-check";
import { expect, it } from "vitest";
import { type Cooldown, condensed, cooldownKey, enter } from "../../../src/core/delivery/cooldown.ts";
import { parseLossless } from "../../../src/core/json/lossless.ts";

const sixHours = 21_600;
const rule = (origins?: string[]) => ({ key: "contact.id", seconds: sixHours, origins });
const written = (text: string) => ({ value: () => JSON.parse(text), lossless: () => parseLossless(text) });

it("lets at most one message through in any span of its length, and the same message again and again", () => {
  const step = fc.record({ wait: fc.nat(20), message: fc.constantFrom("a", "b", "c", "d") });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 30 }),
      (steps, seconds) => {
        let known: Cooldown | null = null;
        let now = 0;
        const through: { message: string; at: number }[] = [];
        for (const { wait, message } of steps) {
          now += wait * 1_000;
          const { suppressed, cooldown } = enter(known, message, seconds, now);
          known = cooldown;
          if (!suppressed) through.push({ message, at: now });
        }
        expect(through.length).toBeGreaterThan(0);
        const begun = through.filter(({ message }, index) => message !== through[index - 1]?.message);
        for (const [index, { at }] of begun.entries())
          if (index > 0) expect(at - begun[index - 1]!.at).toBeGreaterThanOrEqual(seconds * 1_000);
      },
    ),
  );
});

it.each([
  ["by the value at its path", undefined, "tag", { contact: { id: 7 } }, "7"],
  ["by text as it is", undefined, null, { contact: { id: "a" } }, "a"],
  ["not without a value", ["tag"], "tag", { contact: {} }, null],
  ["not for another origin", ["tag"], "campaign", { contact: { id: 7 } }, null],
  ["not without an origin where origins are named", ["tag"], null, { contact: { id: 7 } }, null],
  ["for a named origin", ["tag"], "tag", { contact: { id: 7 } }, "7"],
])("counts a message %s", (_, origins, origin, payload, key) => {
  expect(cooldownKey(rule(origins), origin, written(JSON.stringify(payload)))).toBe(key);
});

it.each([
  "9007199254740993",
  "-9007199254740993",
  "0.1000000000000000000001",
  "[9007199254740993]",
  '{"a":9007199254740993}',
])("keeps %s as it was written", (id) => {
  expect(cooldownKey(rule(), null, written(`{"contact":{"id":${id}}}`))).toBe(id);
});

it("keeps long keys apart in little room", async () => {
  const [one, other] = await Promise.all(["a", "b"].map((end) => condensed("ü".repeat(500_000) + end)));
  expect(one).not.toBe(other);
  expect(one!.length).toBeLessThan(100);
  expect(await condensed("short")).not.toContain("short");
});
