import { sleep } from "./child.ts";
import type { Figure, Settings } from "./measure.ts";
import type { Bundle } from "./posthorn.ts";
import { type Counts, costOf, expiringRows, notCounted, type Operation, prices } from "./prices.ts";
import { type Kind, type Scene, setUp, sizeOf } from "./scene.ts";

interface Scenario {
  name: string;
  /** Posts messages; answers how many. */
  post: (scene: Scene) => Promise<number>;
  target?: { most: number };
}

const steadily = (kind: Kind, perSecond: number, seconds: number) => async (scene: Scene) => {
  await scene.steady(kind, perSecond, seconds);
  return perSecond * seconds * sizeOf[kind];
};

/** The targets are for moderate load: deliveries keep up with it, so that none has to wait its turn. */
const scenarios: Scenario[] = [
  { name: "one by one, 400/s", post: steadily("msg", 400, 12), target: { most: 8 } },
  { name: "in batches, 400/s", post: steadily("msg/batch", 4, 12), target: { most: 5 } },
  { name: "one by one, 10/s", post: steadily("msg", 10, 20) },
  {
    name: "in batches, all at once",
    async post(scene) {
      const { good } = await scene.flood("msg/batch", { connections: 2, amount: 100 });
      return good * sizeOf["msg/batch"];
    },
  },
];

/** The counts when nothing goes on any more. */
async function settledCounts(scene: Scene): Promise<Counts> {
  for (let last = ""; ; ) {
    const counts = await scene.posthorn.api<Counts>("GET", "/__counts");
    const text = JSON.stringify(counts);
    if (text === last) return counts;
    last = text;
    await sleep(500);
  }
}

/** Operations per event from its acceptance to the end of its one delivery. */
async function perEvent(bundle: Bundle, post: Scenario["post"]): Promise<Counts> {
  const scene = await setUp(bundle, 1);
  try {
    // What an object does once, when it is new, doesn't count; nor does the delivery window, which begins narrow.
    await scene.flood("msg/batch", { connections: 1, amount: 10 });
    await scene.untilReceived(10 * sizeOf["msg/batch"]);
    const before = await settledCounts(scene);
    const events = await post(scene);
    await scene.untilReceived(10 * sizeOf["msg/batch"] + events);
    const after = await settledCounts(scene);
    const names = Object.keys(prices) as Operation[];
    return Object.fromEntries(names.map((name) => [name, (after[name] - before[name]) / events])) as Counts;
  } finally {
    await scene.stop();
  }
}

/**
 * What a million events with one endpoint each cost, item by item. The bundle is the Worker that counts. What one job,
 * one hand-out or one R2 object carries depends on the load, and so do the costs: few events at a time are dearer each,
 * and so are events that have to wait, which takes a row more.
 */
export async function measureCost({ bundle }: Pick<Settings, "bundle">): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, post, ...rest } of scenarios) {
    const counts = await perEvent(bundle, post);
    const items = Object.entries(prices).map(([operation, { name, price }]): Figure => {
      const count = counts[operation as Operation];
      return { what: `  ${name}`, value: count * price, unit: "$", note: `${count.toFixed(3)} an event` };
    });
    const what = `a million events, ${name}`;
    figures.push(
      { what, value: costOf(counts), unit: "$", ...rest, note: `without ${notCounted}` },
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
