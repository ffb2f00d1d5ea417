import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/store/ids.ts";
import * as payloads from "../../src/store/payloads.ts";

const texts = ['{"a":1}', "", '{"größe":"🌷"}', "\ufeff plain", "x".repeat(1_000)];

async function written(app = newId("application"), of = texts) {
  const segment = payloads.layOut(app, of);
  await payloads.writeSegment(env, segment);
  return segment;
}

const keysOf = async (app: string) =>
  (await env.PAYLOADS.list({ prefix: payloads.folder(app) })).objects.map(({ key }) => key).sort();

describe("a segment", () => {
  it("has payloads end to end, in bytes", () => {
    const { key, refs, body } = payloads.layOut("app_x", ["ab", "", "ü", "c"]);
    expect(key).toMatch(/^payloads\/app_x\/seg_\w{26}$/);
    expect(refs).toEqual([
      { key, offset: 0, length: 2 },
      { key, offset: 2, length: 0 },
      { key, offset: 2, length: 2 },
      { key, offset: 4, length: 1 },
    ]);
    expect(new TextDecoder().decode(body)).toBe("abüc");
  });

  it("gives back each payload to the byte, in any order, as often as asked", async () => {
    const { refs } = await written();
    expect(await payloads.read(env, refs)).toEqual(texts);
    expect(await payloads.read(env, [refs[4]!, refs[2]!, refs[2]!])).toEqual([texts[4], texts[2], texts[2]]);
    expect(await payloads.read(env, [refs[2]!])).toEqual([texts[2]]);
    expect(await payloads.read(env, [])).toEqual([]);
  });

  it("is read beside others, with null for what is gone", async () => {
    const [one, other, gone] = [await written(), await written(), await written()];
    await payloads.remove(env, [gone.key]);
    expect(await payloads.read(env, [other.refs[0]!, gone.refs[0]!, one.refs[2]!])).toEqual([
      texts[0],
      null,
      texts[2],
    ]);
  });
});

it("blanks one payload and leaves its neighbours", async () => {
  const { key, refs } = await written();
  await payloads.blank(env, refs[2]!.key, [refs[2]!]);
  const read = await payloads.read(env, refs);
  expect(read).toEqual([texts[0], texts[1], "\0".repeat(refs[2]!.length), texts[3], texts[4]]);
  await payloads.remove(env, [key]);
  await payloads.blank(env, refs[0]!.key, [refs[0]!]);
  expect(await payloads.read(env, [refs[0]!])).toEqual([null]);
});

it("writes a large payload as an object of its own", async () => {
  const app = newId("application");
  const large = "ü".repeat(payloads.largePayload);
  const ref = await payloads.writeLarge(env, app, large);
  expect(ref).toEqual({ key: ref.key, offset: 0, length: 2 * payloads.largePayload });
  expect(await keysOf(app)).toEqual([ref.key]);
  expect(await payloads.read(env, [ref])).toEqual([large]);
});

it("tells exactly when a payload is large", () => {
  const limit = payloads.largePayload;
  for (const [text, large] of [
    ["x".repeat(limit), false],
    ["x".repeat(limit + 1), true],
    ["€".repeat(limit / 3), false],
    ["€".repeat(limit / 3 + 1), true],
    ["🌷".repeat(limit / 4), false],
    ["🌷".repeat(limit / 4 + 1), true],
  ] as const)
    expect(payloads.sizeOf(text) > limit, `${text.length} × ${text[0]}`).toBe(large);
});

describe("removing", () => {
  it("takes all that an application has, and nothing of another", async () => {
    const [app, other] = [newId("application"), newId("application")];
    for (let n = 0; n < 3; n++) await written(app);
    const kept = await written(other);
    expect(await payloads.removeAll(env, app, 1)).toBe(true);
    expect(await keysOf(app)).toEqual([]);
    expect(await keysOf(other)).toEqual([kept.key]);
    expect(await payloads.removeAll(env, app, 1)).toBe(true);
  });

  it("takes more keys than R2 deletes at once", async () => {
    const asked: number[] = [];
    const bucket = {
      delete: async (keys: string[]) => {
        asked.push(keys.length);
        return env.PAYLOADS.delete(keys);
      },
    } as unknown as R2Bucket;
    const { key } = await written();
    const others = Array.from({ length: 2_000 }, (_, n) => `payloads/nobody/${n}`);
    await payloads.remove({ PAYLOADS: bucket }, [...others, key]);
    expect(asked).toEqual([1_000, 1_000, 1]);
    expect(await env.PAYLOADS.head(key)).toBeNull();
  });
});
