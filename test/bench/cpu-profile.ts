/** Where a run spends its CPU time, by isolate: the Worker's own and those that play the platform in Miniflare. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
}

type Send = (method: string, params?: object) => Promise<{ profile?: Profile }>;

/** Connects to an isolate's inspector. */
async function connect(address: string): Promise<{ send: Send; close: () => void }> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (result: { profile?: Profile }) => void>();
  let calls = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  const send: Send = (method, params = {}) =>
    new Promise((resolve) => {
      waiting.set(++calls, resolve);
      socket.send(JSON.stringify({ id: calls, method, params }));
    });
  return { send, close: () => socket.close() };
}

const intervalMs = 0.5;
const leastShare = 0.005;
const shownFunctions = 12;

/** Profiles every isolate while `run` runs: `.cpuprofile` files go to `folder`, a summary is answered. */
export async function profiled<T>(
  inspector: URL,
  folder: string,
  run: () => Promise<T>,
): Promise<[T, string]> {
  const response = await fetch(`http://${inspector.host}/json/list`);
  const targets = (await response.json()) as { id: string; webSocketDebuggerUrl: string }[];
  const sessions = await Promise.all(
    targets.map(async ({ id, webSocketDebuggerUrl }) => ({ id, ...(await connect(webSocketDebuggerUrl)) })),
  );
  for (const { send } of sessions) {
    await send("Profiler.enable");
    await send("Profiler.setSamplingInterval", { interval: 1000 * intervalMs });
    await send("Profiler.start");
  }
  const begin = performance.now();
  const result = await run();
  const ms = performance.now() - begin;
  await mkdir(folder, { recursive: true });
  const parts: { busy: number; text: string }[] = [];
  for (const { id, send, close } of sessions) {
    const { profile } = await send("Profiler.stop");
    close();
    if (!profile) continue;
    await writeFile(join(folder, `${id.replaceAll(/\W+/g, "-")}.cpuprofile`), JSON.stringify(profile));
    parts.push(summarise(id, profile, ms));
  }
  const shown = parts.filter(({ busy }) => busy >= leastShare).sort((a, b) => b.busy - a.busy);
  return [result, shown.map(({ text }) => text).join("\n\n")];
}

/**
 * An isolate is sampled only while it runs, so what counts is the number of samples; the time between two of them is
 * mostly that of other isolates, which share the thread.
 */
function summarise(id: string, { nodes, samples }: Profile, ms: number): { busy: number; text: string } {
  const frames = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const { functionName, url, lineNumber } = frames.get(sample)!;
    if (functionName === "(idle)" || functionName === "(root)") continue;
    const place = url === "" ? "" : ` ${url.split("/").at(-1)}:${lineNumber + 1}`;
    const name = `${functionName || "(anonymous)"}${place}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const share = (count: number) => (count * intervalMs) / ms;
  const percent = (count: number) => `${(100 * share(count)).toFixed(1).padStart(5)} %`;
  const all = counts.values().reduce((sum, count) => sum + count, 0);
  const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, shownFunctions);
  return {
    busy: share(all),
    text: [`${percent(all)}  ${id}`, ...top.map(([name, count]) => `    ${percent(count)}  ${name}`)].join(
      "\n",
    ),
  };
}
