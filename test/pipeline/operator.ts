import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { readContents } from "../../src/pipeline/deliver/contents.ts";
import { soon } from "./scene.ts";

/** The data of the events of this type that were accepted for the owner of an operational endpoint. */
export async function toldOf(endpoint: string, type: string) {
  const row = await env.DB.prepare("SELECT app FROM endpoints WHERE id = ?").bind(endpoint).first();
  const journal = env.JOURNAL.getByName(String(row!.app));
  const filter = { channel: null, tag: null, eventTypes: [type], before: null, after: null };
  // Their way on is lost like any other's, before the test is over.
  const data = await vi.waitFor(async () => {
    const { data } = await journal.list(filter, { limit: 10, iterator: null, order: "ascending" });
    expect(data.filter(({ verdicts }) => verdicts === null)).toEqual([]);
    return data;
  }, soon);
  const located = await journal.locate(data.map(({ id }) => id));
  const contents = await readContents(env, located);
  return [...contents.values()].map(({ payload }) => JSON.parse(payload).data);
}
