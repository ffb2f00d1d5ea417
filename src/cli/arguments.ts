import { parseArgs } from "node:util";
import { orgPattern } from "../core/ids.ts";
import { running } from "./running.ts";

/** Ends the program: it couldn't do what was asked. */
export function fail(message: string): never {
  console.error(message);
  return process.exit(1);
}

/** Ends the program: it wasn't called as it has to be. */
export function misused(problem: string, usage: string): never {
  console.error(`${problem}\nUsage: ${usage}`);
  return process.exit(2);
}

/** `--name value` flags, and what stands without a flag; `--help` prints the usage. */
export function readArguments<const F extends string>(
  usage: string,
  flags: readonly F[],
  { allowPositionals = false } = {},
): { flags: Partial<Record<F, string>>; positionals: string[] } {
  const texts = Object.fromEntries(flags.map((flag) => [flag, { type: "string" }] as const));
  try {
    const { values, positionals } = parseArgs({
      options: { ...texts, help: { type: "boolean" } },
      allowPositionals,
    });
    if (!values.help) return { flags: values as Partial<Record<F, string>>, positionals };
  } catch (error) {
    return misused((error as Error).message, usage);
  }
  console.log(`Usage: ${usage}`);
  return process.exit();
}

/** `npm start --port 9000`, without the `--` in between: npm takes it for a setting of its own and hands it on as one. */
export const givenToNpm = (flag: string): string | undefined =>
  process.env[`npm_config_${flag}`] || undefined;

export const defaultOrg = "org_local";

/** `--org`, the local organisation when it isn't given. */
export const organisation = (usage: string, org: string = defaultOrg): string =>
  orgPattern.test(org) ? org : misused(`--org must look like org_x, not ${org}`, usage);

/**
 * `--url`, where Posthorn is: its address without a slash at its end. The one of its API does as well, and one without
 * a scheme: http on this machine, https elsewhere.
 */
export function address(
  usage: string,
  given = process.env.POSTHORN_URL || (running()?.address ?? "http://localhost:8787"),
): string {
  const local = /^(localhost|127\.|\[::1\])/.test(given);
  const whole = /^[a-z]+:\/\//i.test(given);
  const url = whole ? given : `${local ? "http" : "https"}://${given}`;
  const host = whole || local || given.includes(".");
  if (!host || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    misused(`--url must be an address such as http://localhost:8787, not ${given}`, usage);
  return url
    .replace(/\/+$/, "")
    .replace(/\/api\/v1$/, "")
    .replace(/\/+$/, "");
}
