import { now, sleep } from "./child.ts";
import type { Figure, Settings } from "./measure.ts";
import { type Counts, costOf, expiringRows, notCounted, type Operation, prices } from "./prices.ts";
import { type Kind, type Scene, setUp, sizeOf } from "./scene.ts";

/** Posts messages; answers how many. */
export type Post = (scene: Scene) => Promise<number>;

interface Scenario {
  name: string;
  post: Post;
  target?: { most: number };
}

export const steadily =
  (kind: Kind, perSecond: number, seconds: number): Post =>
  async (scene) => {
    await scene.steady(kind, perSecond, seconds);
    return perSecond * seconds * sizeOf[kind];
  };

export const atOnce =
  (connections: number, amount: number): Post =>
  async (scene) => {
    const { good } = await scene.flood("msg/batch", { connections, amount });
    return good * sizeOf["msg/batch"];
  };

/** The targets are for moderate load: deliveries keep up with it, so that none has to wait its turn. */
const scenarios: Scenario[] = [
  { name: "one by one, 400/s", post: steadily("msg", 400, 12), target: { most: 8 } },
  { name: "in batches, 400/s", post: steadily("msg/batch", 4, 12), target: { most: 5 } },
  { name: "one by one, 10/s", post: steadily("msg", 10, 20) },
  { name: "in batches, all at once", post: atOnce(2, 100) },
];

/** The counts when nothing goes on any more. */
export async function settledCounts(scene: Scene): Promise<Counts> {
  for (let last = ""; ; ) {
    const counts = await scene.posthorn.api<Counts>("GET", "/__counts");
    const text = JSON.stringify(counts);
    if (text === last) return counts;
    last = text;
    await sleep(500);
  }
}

export const difference = (before: Counts, after: Counts, events: number): Counts => {
  const names = Object.keys(prices) as Operation[];
  return Object.fromEntries(names.map((name) => [name, (after[name] - before[name]) / events])) as Counts;
};

/** Lets objects do what they do once, when they are new, and their delivery windows open; answers how many events. */
export async function warmUp(scene: Scene): Promise<number> {
  const events = await atOnce(1, 10)(scene);
  await scene.untilReceived(events);
  return events;
}

/** What became of a load. */
export interface Run {
  events: number;
  /** Operations per event, from its acceptance to the end of its one delivery. */
  perEvent: Counts;
  /** Those that reached the receiver. */
  requests: number;
  /** Events that arrived a second, from the first POST until nine tenths of all had arrived. */
  perSecond: number;
}

/** Puts a load on an endpoint with these settings. */
export async function runCounted(
  { bundle, timed }: Pick<Settings, "bundle" | "timed">,
  endpoint: object,
  post: Post,
): Promise<Run> {
  const scene = await setUp(bundle, 1);
  try {
    await scene.configure(endpoint);
    const earlier = await warmUp(scene);
    const [before, requestsBefore] = [await settledCounts(scene), await scene.requests()];
    const begin = now();
    const events = await timed(scene, async () => {
      const posted = await post(scene);
      await scene.untilReceived(earlier + posted);
      return posted;
    });
    const moments = (await scene.moments()).slice(earlier);
    const most = Math.ceil(events * 0.9);
    return {
      events,
      perEvent: difference(before, await settledCounts(scene), events),
      requests: (await scene.requests()) - requestsBefore,
      perSecond: (most * 1000) / (moments[most - 1]! - begin),
    };
  } finally {
    await scene.stop();
  }
}

/**
 * What a million events with one endpoint each cost, item by item. The bundle is the Worker that counts. What one job,
 * one hand-out or one R2 object carries depends on the load, and so do the costs: few events at a time are dearer each,
 * and so are events that have to wait, which takes a row more.
 */
export async function measureCost(settings: Settings): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, post, ...rest } of scenarios) {
    const { perEvent } = await runCounted(settings, {}, post);
    const items = Object.entries(prices).map(([operation, { name, price }]): Figure => {
      const count = perEvent[operation as Operation];
      return { what: `  ${name}`, value: count * price, unit: "$", note: `${count.toFixed(3)} an event` };
    });
    const what = `a million events, ${name}`;
    figures.push(
      { what, value: costOf(perEvent), unit: "$", ...rest, note: `without ${notCounted}` },
      ...items,
    );
  }
  const later = expiringRows * prices.objectRowsWritten.price;
  figures.push({
    what: "later, when their log expires",
    value: later,
    unit: "$",
    note: `${expiringRows} rows deleted an event`,
  });
  return figures;
}
