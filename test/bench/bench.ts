/** `npm run bench [-- mode…]`: what Posthorn does on this machine, on one workerd, and what Cloudflare would charge. */
import { parseArgs } from "node:util";
import { misused } from "../../src/cli/arguments.ts";
import type { Figure } from "./measure.ts";
import { checked, measure, modeNames } from "./modes.ts";
import { json, lines, table } from "./report.ts";

const usage = `npm run bench -- [${modeNames.join("|")}]… [--seconds 10] [--markdown|--json]
  --seconds   how long each measurement lasts
  --markdown  as a table
  --json      for machines`;

function readArguments() {
  try {
    const options = {
      seconds: { type: "string", default: "10" },
      markdown: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return misused((error as Error).message, usage);
  }
}

const { values, positionals } = readArguments();
const { names, seconds } = checked(positionals.length === 0 ? modeNames : positionals, values.seconds, usage);

const figures: Figure[] = [];
for (const name of names) {
  const measured = await measure(name, { seconds, inspected: false, timed: (_, run) => run() });
  figures.push(...measured);
  if (!values.json) console.log(`${values.markdown ? table(measured) : lines(measured)}\n`);
}
if (values.json) console.log(json(figures));
