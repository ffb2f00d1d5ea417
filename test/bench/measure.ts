import { now } from "./child.ts";
import type { Bundle } from "./posthorn.ts";
import { type Scene, setUp, sizeOf } from "./scene.ts";

/** One row of the report. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  target?: { least: number } | { most: number } | { exactly: number };
  /** The same load without what is measured. */
  without?: number;
  /** What else was seen. */
  note?: string;
}

/** Runs the part that counts; a profile covers exactly that. */
export type Timed = <T>(scene: Pick<Scene, "posthorn">, run: () => Promise<T>) => Promise<T>;

export interface Settings {
  bundle: Bundle;
  /** How long each measurement lasts. */
  seconds: number;
  timed: Timed;
}

const connections = 50;
export const batchSize = sizeOf["msg/batch"];
export const batchConnections = 8;
const warmUpSeconds = 3;

async function within(
  bundle: Bundle,
  endpoints: number,
  use: (scene: Scene) => Promise<Figure[]>,
): Promise<Figure[]> {
  const scene = await setUp(bundle, endpoints);
  try {
    const figures = await use(scene);
    const repeated = await scene.repeated();
    if (repeated > 0) figures.push({ what: "  webhooks that came twice", value: repeated, unit: "" });
    return figures;
  } finally {
    await scene.stop();
  }
}

/** Single messages, as fast as 50 connections get them accepted, while they are delivered to one endpoint. */
export const measureAccept = ({ bundle, seconds, timed }: Settings): Promise<Figure[]> =>
  within(bundle, 1, async (scene) => {
    const warmUp = await scene.flood("msg", { connections, seconds: warmUpSeconds });
    await scene.untilReceived(warmUp.good);
    const flood = await timed(scene, () => scene.flood("msg", { connections, seconds }));
    const during = (await scene.received()) - warmUp.good;
    const end = now();
    await scene.untilReceived(warmUp.good + flood.good);
    const drain = (now() - end) / 1000;
    return [
      {
        what: "accepted, one by one",
        value: flood.good / flood.seconds,
        unit: "/s",
        target: { least: 550 },
        note: `${connections} connections, answers p50 ${flood.p50} ms, p99 ${flood.p99} ms`,
      },
      { what: "  delivered meanwhile", value: during / flood.seconds, unit: "/s" },
      {
        what: "  until the rest was delivered",
        value: drain,
        unit: "s",
        note: `${flood.good - during} messages`,
      },
    ];
  });

/** The same in batches of 100. What is left to deliver afterwards is left. */
export const measureBatch = ({ bundle, seconds, timed }: Settings): Promise<Figure[]> =>
  within(bundle, 1, async (scene) => {
    await scene.flood("msg/batch", { connections: batchConnections, seconds: warmUpSeconds });
    const before = await scene.received();
    const flood = await timed(scene, () =>
      scene.flood("msg/batch", { connections: batchConnections, seconds }),
    );
    const during = (await scene.received()) - before;
    return [
      {
        what: `accepted, in batches of ${batchSize}`,
        value: (flood.good * batchSize) / flood.seconds,
        unit: "/s",
        target: { least: 10_000 },
        note: `${batchConnections} connections, answers p50 ${flood.p50} ms, p99 ${flood.p99} ms`,
      },
      { what: "  delivered meanwhile", value: during / flood.seconds, unit: "/s" },
    ];
  });

const rates = [
  { perSecond: 50, p50: 20, p95: 40 },
  { perSecond: 200, p50: null, p95: 80 },
];

/** From the moment that the POST begins to the webhook's arrival, at a constant rate whatever the answers do. */
export const measureLatency = ({ bundle, seconds, timed }: Settings): Promise<Figure[]> =>
  within(bundle, 1, async (scene) => {
    const figures: Figure[] = [];
    let sent = 0;
    for (const { perSecond, p50, p95 } of rates) {
      await scene.steady("msg", perSecond, 2 * warmUpSeconds);
      const posted = await timed(scene, () => scene.steady("msg", perSecond, seconds));
      sent += perSecond * (2 * warmUpSeconds + seconds);
      await scene.untilReceived(sent);
      const arrivals = await scene.arrivals();
      const times = Object.entries(posted)
        .map(([id, at]) => arrivals[id]! - at)
        .sort((a, b) => a - b);
      const row = (share: number, most: number | null): Figure => ({
        what: `POST to arrival at ${perSecond}/s, p${share}`,
        value: times[Math.ceil((times.length * share) / 100) - 1]!,
        unit: "ms",
        ...(most === null ? {} : { target: { most } }),
      });
      figures.push(row(50, p50), row(95, p95), row(99, null));
    }
    return figures;
  });

/** Deliveries a second, to know how many events are enough. */
export const expectedRate = 2_000;

/**
 * Deliveries a second while there is a backlog: enough messages for the time are accepted in batches first. Counted is
 * what arrives from the moment all are accepted, so that nothing else is going on, until nine tenths of all have
 * arrived, so that there is always more to do. (The endpoint's window, which begins at 20 and doubles with each round,
 * is wide open by then.)
 */
const measureFanOut = (fanOut: number, { bundle, seconds, timed }: Settings): Promise<Figure[]> =>
  within(bundle, fanOut, async (scene) => {
    const batches = Math.ceil((expectedRate * seconds) / fanOut / batchSize);
    const total = batches * batchSize * fanOut;
    await scene.flood("msg/batch", { connections: 2, amount: batches });
    const from = now();
    await timed(scene, () => scene.untilReceived(total * 0.9));
    await scene.untilReceived(total);
    const moments = await scene.moments();
    const to = moments[Math.floor(total * 0.9) - 1]!;
    const counted = moments.filter((at) => at > from && at <= to).length;
    return [
      {
        what: `deliveries, fan-out ${fanOut}`,
        value: (counted * 1000) / (to - from),
        unit: "/s",
        target: { least: 1_800 },
        note: `${counted} of ${total}, in ${((to - from) / 1000).toFixed(1)} s`,
      },
    ];
  });

export const measureDeliveries = async (settings: Settings): Promise<Figure[]> => [
  ...(await measureFanOut(1, settings)),
  ...(await measureFanOut(5, settings)),
];
