import { now } from "./child.ts";
import { difference, settledCounts, warmUp } from "./cost.ts";
import { batchConnections, batchSize, expectedRate, type Figure, type Settings } from "./measure.ts";
import { setUp } from "./scene.ts";

/** Of how many customers the events are, by turns. */
const contentions = [1, 100];

interface Run {
  events: number;
  deliveries: number;
  suppressed: number;
  /** Events a second from the first POST until the endpoint has decided about all. */
  perSecond: number;
  /** Durable Object rows written an event. */
  rows: number;
}

/** Events of so many customers, as fast as they are accepted, for an endpoint with this cooldown. */
async function run({ bundle, seconds, timed }: Settings, customers: number, cooldown: object | null) {
  const scene = await setUp(bundle, 1);
  try {
    const earlier = await warmUp(scene);
    await scene.configure({ cooldown });
    const before = await settledCounts(scene);
    const amount = Math.ceil((expectedRate * seconds) / batchSize);
    const events = amount * batchSize;
    const begin = now();
    const { decided, end } = await timed(scene, async () => {
      const flood = scene.flood("msg/batch", { connections: batchConnections, amount, customers });
      const decided = scene.untilDecided(earlier + events).then((decided) => ({ decided, end: now() }));
      // The producer notices late that it is done.
      return (await Promise.all([decided, flood]))[0];
    });
    await scene.untilReceived(earlier + events - decided.suppressed);
    const { objectRowsWritten } = difference(before, await settledCounts(scene), events);
    return {
      events,
      deliveries: (await scene.requests()) - earlier,
      suppressed: decided.suppressed,
      perSecond: (events * 1000) / (end - begin),
      rows: objectRowsWritten,
    } satisfies Run;
  } finally {
    await scene.stop();
  }
}

/** The same load with a cooldown of six hours and without one. The bundle is the Worker that counts. */
export async function measureCooldown(settings: Settings): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const customers of contentions) {
    const plain = await run(settings, customers, null);
    const held = await run(settings, customers, { key: "customer", seconds: 21_600 });
    const keys = customers === 1 ? "one key" : `${customers} keys`;
    figures.push(
      {
        what: `cooldown, ${keys}: deliveries`,
        value: held.deliveries,
        without: plain.deliveries,
        unit: "",
        target: { exactly: customers },
        note: `${held.events.toLocaleString("en")} events`,
      },
      {
        what: "  suppressed",
        value: held.suppressed,
        without: plain.suppressed,
        unit: "",
        target: { exactly: held.events - customers },
      },
      { what: "  through the fan-out", value: held.perSecond, without: plain.perSecond, unit: "/s" },
      {
        what: "  Durable Object rows written",
        value: held.rows,
        without: plain.rows,
        unit: "",
        note: "an event",
      },
    );
  }
  return figures;
}
