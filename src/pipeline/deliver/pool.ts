/**
 * Runs tasks in order, at most `width` at once, and begins none after `deadline` (ms).
 *
 * @returns those that were not begun, when all that were have ended
 */
export async function runUntil<T>(
  tasks: readonly T[],
  width: number,
  deadline: number,
  run: (task: T) => Promise<void>,
): Promise<T[]> {
  const waiting = [...tasks];
  const worker = async () => {
    while (waiting.length > 0 && Date.now() < deadline) await run(waiting.shift()!);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return waiting;
}
