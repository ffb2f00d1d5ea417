import { sleep } from "./child.ts";
import type { Figure, Settings } from "./measure.ts";
import type { Bundle } from "./posthorn.ts";
import { type Counts, costOf, expiringRows, notCounted, type Operation, prices } from "./prices.ts";
import { batchSize, type Scene, setUp } from "./scene.ts";

const singles = { connections: 50, amount: 5_000 };
const batches = { connections: 2, amount: 50 };

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
async function perEvent(bundle: Bundle, kind: "msg" | "msg/batch"): Promise<Counts> {
  const scene = await setUp(bundle, 1);
  try {
    const size = kind === "msg" ? 1 : batchSize;
    const how = kind === "msg" ? singles : batches;
    // What an object does once, when it is new, doesn't count.
    await scene.flood(kind, { connections: 1, amount: 1 });
    await scene.untilReceived(size);
    const before = await settledCounts(scene);
    await scene.flood(kind, how);
    const events = how.amount * size;
    await scene.untilReceived(size + events);
    const after = await settledCounts(scene);
    return Object.fromEntries(
      Object.keys(prices).map((name) => [
        name,
        (after[name as Operation] - before[name as Operation]) / events,
      ]),
    ) as Counts;
  } finally {
    await scene.stop();
  }
}

const kinds = [
  { kind: "msg", name: "one by one", most: 8 },
  { kind: "msg/batch", name: `in batches of ${batchSize}`, most: 5 },
] as const;

/** What a million events with one endpoint each cost, item by item. The bundle is the Worker that counts. */
export async function measureCost({ bundle }: Pick<Settings, "bundle">): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { kind, name, most } of kinds) {
    const counts = await perEvent(bundle, kind);
    figures.push(
      { what: `a million events, ${name}`, value: costOf(counts), unit: "$", target: { most } },
      ...Object.entries(prices).map(([operation, { name, price }]) => ({
        what: `  ${name}`,
        value: counts[operation as Operation] * price,
        unit: "$",
        note: `${counts[operation as Operation].toFixed(3)} an event, at $${price} a million`,
      })),
      {
        what: "  later: rows that expire",
        value: expiringRows * prices.objectRowsWritten.price,
        unit: "$",
        note: `${expiringRows} an event; not counted: ${notCounted}`,
      },
    );
  }
  return figures;
}
