export interface Task {
  /** Must not reject. */
  run(): Promise<void>;
  /** Instead of running, when its lane turned out to be slow. */
  giveUp(): void;
}

export interface Run {
  /** When the last task has begun, or was given up because nothing but slow lanes was left. */
  flowing: Promise<void>;
  /** When all have ended. */
  ended: Promise<void>;
}

/**
 * Runs tasks, at most `width` at once. A place that gets free goes to the lane with the fewest under way, so a lane
 * whose tasks hang can't keep the others from theirs.
 *
 * @param lanes tasks in order, by lane
 * @param patience a lane in which no task ended for this long (ms) counts as slow
 */
export function runFairly(lanes: ReadonlyMap<string, readonly Task[]>, width: number, patience: number): Run {
  const open = [...lanes.values()].map((tasks) => ({ tasks, next: 0, running: 0, ended: 0, slow: false }));
  type Lane = (typeof open)[number];
  let running = 0;
  const flowing = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();

  const isWaiting = (lane: Lane) => lane.next < lane.tasks.length;
  const isLively = (lane: Lane) => !lane.slow && (isWaiting(lane) || lane.running > 0);

  const check = () => {
    const waiting = open.filter(isWaiting);
    if (!open.some(isLively))
      for (const lane of waiting.splice(0))
        for (; isWaiting(lane); lane.next++) lane.tasks[lane.next]!.giveUp();
    if (waiting.length === 0) flowing.resolve();
    if (waiting.length === 0 && running === 0) ended.resolve();
    return waiting;
  };

  const begin = async (lane: Lane) => {
    lane.next++;
    lane.running++;
    running++;
    await lane.tasks[lane.next - 1]!.run();
    lane.ended++;
    lane.running--;
    running--;
    fill();
  };

  const fill = () => {
    for (let waiting = check(); waiting.length > 0 && running < width; waiting = check())
      begin(waiting.reduce((least, other) => (other.running < least.running ? other : least)));
  };
  fill();

  let endedBefore = open.map(({ ended }) => ended);
  const watch = setInterval(() => {
    for (const [index, lane] of open.entries())
      lane.slow = lane.running > 0 && lane.ended === endedBefore[index];
    endedBefore = open.map(({ ended }) => ended);
    check();
  }, patience);
  Promise.race([flowing.promise, ended.promise]).then(() => clearInterval(watch));
  return { flowing: flowing.promise, ended: ended.promise };
}
