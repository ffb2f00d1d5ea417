/** `npm run bench [-- mode…]`: what Posthorn does on this machine, on one workerd, and what Cloudflare would charge. */
import { parseArgs } from "node:util";
import { measureBatching } from "./batching.ts";
import { measureCooldown } from "./cooldown.ts";
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
import { json, lines, table } from "./report.ts";

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
  cost: { measure: measureCost, entry: counting },
  batching: { measure: measureBatching, entry: counting },
  cooldown: { measure: measureCooldown, entry: counting },
};

const usage = `npm run bench -- [${Object.keys(modes).join("|")}]… [--seconds 10] [--markdown|--json] [--profile folder]
  --seconds   how long each measurement lasts
  --markdown  as a table
  --json      for machines
  --profile   writes a .cpuprofile of every isolate into the folder and prints the top of each; figures suffer`;

function fail(message: string): never {
  console.error(message);
  return process.exit(2);
}

function readArguments() {
  try {
    const options = {
      seconds: { type: "string", default: "10" },
      markdown: { type: "boolean", default: false },
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

const scripts = new Map<string, Promise<string>>();
const built = (entry: string) => scripts.getOrInsertComputed(entry, () => build(entry));

const figures: Figure[] = [];
for (const mode of wanted) {
  const { measure, entry } = modes[mode]!;
  const bundle = { script: await built(entry), inspected: values.profile !== undefined };
  const measured = await measure({ bundle, seconds, timed });
  figures.push(...measured);
  if (!values.json) console.log(`${values.markdown ? table(measured) : lines(measured)}\n`);
}
if (values.json) console.log(json(figures));
