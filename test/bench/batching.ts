import { atOnce, type Post, runCounted, steadily } from "./cost.ts";
import { batchConnections, batchSize, expectedRate, type Figure, type Settings } from "./measure.ts";
import { costOf } from "./prices.ts";

const batching = { enabled: true, maxEvents: 100, maxWaitSeconds: 5 };

interface Load {
  name: string;
  post: Post;
  /** Posthorn sets the pace. */
  rated?: boolean;
}

/** At 10/s it is the wait that ends a batch, otherwise its size. */
const loads = (seconds: number): Load[] => [
  {
    name: "all at once",
    post: atOnce(batchConnections, Math.ceil((expectedRate * seconds) / batchSize)),
    rated: true,
  },
  { name: "one by one, 400/s", post: steadily("msg", 400, seconds) },
  { name: "one by one, 10/s", post: steadily("msg", 10, 2 * seconds) },
];

/** The same loads on an endpoint that batches and on one that doesn't. The bundle is the Worker that counts. */
export async function measureBatching(settings: Settings): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, post, rated = false } of loads(settings.seconds)) {
    const plain = await runCounted(settings, {}, post);
    const batched = await runCounted(settings, { batching }, post);
    const saved = 100 * (1 - batched.requests / plain.requests);
    figures.push(
      {
        what: `batching, ${name}`,
        value: batched.requests,
        without: plain.requests,
        unit: "requests",
        note: `${batched.events.toLocaleString("en")} events`,
      },
      { what: "  requests saved", value: saved, unit: "%" },
      ...(rated
        ? [{ what: "  delivered", value: batched.perSecond, without: plain.perSecond, unit: "/s" }]
        : []),
      {
        what: "  Durable Object rows written",
        value: batched.perEvent.objectRowsWritten,
        without: plain.perEvent.objectRowsWritten,
        unit: "",
        note: "an event",
      },
      {
        what: "  a million events",
        value: costOf(batched.perEvent),
        without: costOf(plain.perEvent),
        unit: "$",
      },
    );
  }
  return figures;
}
