/** Helpers of the benchmark that run in a process of their own and answer calls by name. */
import { fork } from "node:child_process";
import { join } from "node:path";

/** Milliseconds, from one clock for all processes of this machine. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Functions = Record<string, (input: never) => unknown>;

interface Call {
  id: number;
  name: string;
  input: unknown;
}
type Answer = { id: number; value: unknown } | { id: number; error: string };

/** Called by the helper: offers its functions to the process that started it, and ends with it. */
export function serve(functions: Functions): void {
  process.on("message", async ({ id, name, input }: Call) => {
    const answer: Answer = await Promise.try(functions[name]!, input as never).then(
      (value) => ({ id, value }),
      (error) => ({ id, error: String(error) }),
    );
    process.send!(answer);
  });
  process.on("disconnect", () => process.exit());
}

export interface Helper<F extends Functions> {
  call<N extends keyof F & string>(name: N, ...input: Parameters<F[N]>): Promise<Awaited<ReturnType<F[N]>>>;
  stop(): void;
}

/** Starts a helper, a file of this folder. */
export function start<F extends Functions>(file: string): Helper<F> {
  const child = fork(join(import.meta.dirname, file), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  child.on("message", (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.id)!;
    waiting.delete(answer.id);
    if ("error" in answer) reject(new Error(answer.error));
    else resolve(answer.value);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended: ${code ?? signal}`));
  });
  return {
    call(name, ...[input]) {
      const answer = Promise.withResolvers<unknown>();
      waiting.set(++calls, answer);
      child.send({ id: calls, name, input } satisfies Call);
      return answer.promise as never;
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
