/** What can be measured, by name. */
import { misused } from "../../src/cli/arguments.ts";
import { bundle, type Worker } from "../server/bundle.ts";
import { measureBatching } from "./batching.ts";
import { measureCooldown } from "./cooldown.ts";
import { measureCost } from "./cost.ts";
import { measureIsolation } from "./isolation.ts";
import { measureKills } from "./kills.ts";
import {
  type Figure,
  measureAccept,
  measureBatch,
  measureDeliveries,
  measureLatency,
  type Settings,
} from "./measure.ts";

interface Mode {
  measure: (settings: Settings) => Promise<Figure[]>;
  /** The Worker to build. */
  entry: string;
}

const deployed = "src/index.ts";
const counting = "test/bench/counted.ts";

const modes: Record<string, Mode> = {
  accept: { measure: measureAccept, entry: deployed },
  batch: { measure: measureBatch, entry: deployed },
  latency: { measure: measureLatency, entry: deployed },
  deliveries: { measure: measureDeliveries, entry: deployed },
  isolation: { measure: measureIsolation, entry: deployed },
  kills: { measure: measureKills, entry: deployed },
  cost: { measure: measureCost, entry: counting },
  batching: { measure: measureBatching, entry: counting },
  cooldown: { measure: measureCooldown, entry: counting },
};

export const modeNames = Object.keys(modes);

/** Refuses what is no mode, and a measurement that is too short. */
export function checked(
  names: string[],
  seconds: string,
  usage: string,
): { names: string[]; seconds: number } {
  for (const name of names) if (!modes[name]) misused(`There is no mode ${name}.`, usage);
  if (!(Number(seconds) >= 1)) misused(`--seconds must be 1 or more, not ${seconds}`, usage);
  return { names, seconds: Number(seconds) };
}

const workers = new Map<string, Promise<Worker>>();
const built = (entry: string) => workers.getOrInsertComputed(entry, () => bundle("wrangler.toml", entry));

export async function measure(
  name: string,
  { inspected, ...how }: Pick<Settings, "seconds" | "timed"> & { inspected: boolean },
): Promise<Figure[]> {
  const mode = modes[name]!;
  return mode.measure({ bundle: { worker: await built(mode.entry), inspected }, ...how });
}
