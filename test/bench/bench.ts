/** `npm run bench [-- mode…]`: what Posthorn does on this machine, on one workerd, and what Cloudflare would charge. */
import { parseArgs } from "node:util";
import { measureCost } from "./cost.ts";
import {
  type Figure,
  measureAccept,
  measureBatch,
  measureDeliveries,
  measureLatency,
  type Settings,
  type Timed,
} from "./measure.ts";
import { build } from "./posthorn.ts";
import { profiled } from "./profile.ts";

const modes: Record<string, (settings: Settings) => Promise<Figure[]>> = {
  accept: measureAccept,
  batch: measureBatch,
  latency: measureLatency,
  deliveries: measureDeliveries,
  cost: measureCost,
};

const usage = `npm run bench -- [${Object.keys(modes).join("|")}]… [--seconds 10] [--json] [--profile folder]
  --seconds  how long each measurement lasts
  --json     for machines
  --profile  writes a .cpuprofile of every isolate into the folder and prints the top of each; figures suffer`;

function fail(message: string): never {
  console.error(message);
  return process.exit(2);
}

function readArguments() {
  try {
    const options = {
      seconds: { type: "string", default: "10" },
      json: { type: "boolean", default: false },
      profile: { type: "string" },
    } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(`${(error as Error).message}\n${usage}`);
  }
}

const { values, positionals } = readArguments();
const wanted = positionals.length === 0 ? Object.keys(modes) : positionals;
for (const mode of wanted) if (!modes[mode]) fail(`There is no mode ${mode}.\n${usage}`);
const seconds = Number(values.seconds);
if (!(seconds >= 1)) fail(`--seconds must be 1 or more, not ${values.seconds}\n${usage}`);

const timed: Timed = async (scene, run) => {
  if (values.profile === undefined) return run();
  const [result, summary] = await profiled(await scene.posthorn.inspector(), values.profile, run);
  console.error(`${summary}\n`);
  return result;
};

const kept = (target: Figure["target"], value: number) =>
  target === undefined || ("least" in target ? value >= target.least : value <= target.most);

function print({ what, value, unit, target, note = "" }: Figure) {
  const digits = unit === "$" ? 2 : value < 100 ? 1 : 0;
  const number = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const figure = unit === "$" ? `$${number}` : `${number} ${unit}`;
  const sign = target === undefined ? "" : "least" in target ? `≥ ${target.least}` : `≤ ${target.most}`;
  const verdict = target === undefined ? "" : kept(target, value) ? "ok" : "missed";
  const cells = [what.padEnd(34), figure.padStart(12), sign.padStart(9), verdict.padEnd(6), note];
  console.log(cells.join("  ").trimEnd());
}

const scripts = new Map<string, Promise<string>>();
const built = (entry: string) => scripts.getOrInsertComputed(entry, () => build(entry));

const figures: Figure[] = [];
for (const mode of wanted) {
  const script = await built(mode === "cost" ? "test/bench/counted.ts" : "src/index.ts");
  const bundle = { script, inspected: values.profile !== undefined };
  const measured = await modes[mode]!({ bundle, seconds, timed });
  figures.push(...measured);
  if (values.json) continue;
  for (const figure of measured) print(figure);
  console.log();
}
if (values.json)
  console.log(
    JSON.stringify(
      figures.map((figure) => ({
        ...figure,
        what: figure.what.trim(),
        ok: kept(figure.target, figure.value),
      })),
      null,
      2,
    ),
  );
