import type { Verdict } from "../../core/matching/match.ts";
import type { Block } from "./block.ts";
import type { Blocks } from "./blocks.ts";

/** What the fan-out of a message came to. */
export interface FanOutResult {
  id: string;
  /** By endpoint. */
  verdicts: Record<string, Verdict>;
}

/** Keeps the results of fan-outs, of each message the first one. Those that are not written yet ride along with the next. */
export function keep(blocks: Blocks, results: readonly FanOutResult[]): void {
  const changed = new Set<Block>();
  const byId = new Map(results.map(({ id, verdicts }) => [id, verdicts]));
  for (const { block, at } of blocks.findMany([...byId.keys()])) {
    block.results.keep(at, byId.get(block.heads[at]!.id)!);
    changed.add(block);
  }
  for (const block of changed) blocks.changed(block);
}

/** Messages are sent by hand to an endpoint that they may not have matched. */
export function addByHand(blocks: Blocks, ids: readonly string[], endpoint: string): void {
  const places = blocks.findMany(ids);
  for (const { block, at } of places) block.results.addByHand(at, endpoint);
  for (const block of new Set(places.map(({ block }) => block))) blocks.changed(block);
  blocks.save();
}
