import { timeOf } from "../../core/ids.ts";
import { list, remove } from "../../store/payloads.ts";
import type { KeyValue } from "../shared/key-value.ts";
import type { Blocks } from "./blocks.ts";
import * as segments from "./segments.ts";

/**
 * R2 objects are written before anything says so here: what was killed in between left one that nobody knows. Each is
 * looked at once, when it is old enough that nobody can be about to name it.
 */

/** Longer (ms) than an invocation lasts (https://developers.cloudflare.com/workers/platform/limits/). */
const settledMs = 3_600_000;
const everyMs = 24 * 3_600_000;
const mostPages = 20;

interface Swept {
  /** When it was done last (ms). */
  at: number;
  /** Objects up to this one have been looked at. */
  key: string | null;
}

/** Deletes R2 objects that nobody knows. When the next sweep is due (ms), null when nothing has come since. */
export async function sweep(
  env: Env,
  sql: SqlStorage,
  values: KeyValue,
  blocks: Blocks,
  app: string,
  now: number,
): Promise<number | null> {
  const swept = values.get<Swept>("swept");
  if (swept === null) {
    values.set("swept", { at: now, key: null } satisfies Swept);
    return now + everyMs;
  }
  if (now < swept.at + everyMs) return blocks.hasSince(swept.at - settledMs) ? swept.at + everyMs : null;
  for (let page = 0; page < mostPages; page++) {
    const { key } = values.get<Swept>("swept") ?? swept;
    const settled = (await list(env, app, key)).filter((one) => timeOf(one) < now - settledMs);
    await remove(env, segments.unknown(sql, settled));
    const last = settled.at(-1) ?? null;
    values.set("swept", { at: last === null ? now : swept.at, key: last ?? key } satisfies Swept);
    if (last === null) return now + everyMs;
  }
  return now;
}
