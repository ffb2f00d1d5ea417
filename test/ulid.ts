import { monotonicFactory as rising } from "ulid";

export * from "ulid";

/** Ids only rise, as `ulid`'s do, until the clock is set back, so that a file that moved it leaves none from the future. */
export const monotonicFactory: typeof rising = () => {
  let next = rising();
  let latest = 0;
  return (time = Date.now()) => {
    if (time < latest - 1_000) next = rising();
    latest = time;
    return next(time);
  };
};
