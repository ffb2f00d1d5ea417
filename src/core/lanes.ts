export type Task = () => Promise<void>;

export interface Run {
  /** When the last task has begun. */
  begun: Promise<void>;
  /** When all have ended. */
  ended: Promise<void>;
}

/**
 * Runs tasks, at most `width` at once. A place that gets free goes to the lane with the fewest under way, so a lane
 * whose tasks hang can't keep the others from theirs.
 *
 * @param lanes tasks in order, by lane; a task must not reject
 */
export function runFairly(lanes: ReadonlyMap<string, readonly Task[]>, width: number): Run {
  const open = [...lanes.values()].map((tasks) => ({ tasks: [...tasks], running: 0 }));
  let running = 0;
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();

  const fill = () => {
    for (;;) {
      const waiting = open.filter(({ tasks }) => tasks.length > 0);
      if (waiting.length === 0) begun.resolve();
      if (waiting.length === 0 && running === 0) ended.resolve();
      if (waiting.length === 0 || running >= width) return;
      const lane = waiting.reduce((least, other) => (other.running < least.running ? other : least));
      lane.running++;
      running++;
      lane.tasks.shift()!().finally(() => {
        lane.running--;
        running--;
        fill();
      });
    }
  };
  fill();
  return { begun: begun.promise, ended: ended.promise };
}
