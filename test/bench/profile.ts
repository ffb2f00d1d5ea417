/** `npm run profile [-- mode…]`: where a measurement of the benchmark spends its CPU time. */
import { join, relative } from "node:path";
import { readArguments } from "../../src/cli/arguments.ts";
import { root } from "../../src/cli/project.ts";
import { profiled } from "./cpu-profile.ts";
import { checked, measure, modeNames } from "./modes.ts";

const usage = `npm run profile -- [${modeNames.join("|")}]… [--seconds 10]
  Prints the top functions of every isolate and writes a .cpuprofile of each, for the browser's developer tools.
  --seconds   how long each measurement lasts; its figures suffer under the profiler and aren't printed`;

const { flags, positionals } = readArguments(usage, ["seconds"], { allowPositionals: true });
const { names, seconds } = checked(
  positionals.length === 0 ? ["accept"] : positionals,
  flags.seconds ?? "10",
  usage,
);

for (const name of names) {
  let runs = 0;
  await measure(name, {
    seconds,
    inspected: true,
    timed: async (scene, run) => {
      const folder = join(root, ".wrangler/profiles", `${name}-${++runs}`);
      const [result, summary] = await profiled(await scene.posthorn.inspector(), folder, run);
      console.log(`${summary}\n\n  ${relative(root, folder)}/*.cpuprofile\n`);
      return result;
    },
  });
}
