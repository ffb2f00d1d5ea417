/**
 * One structured line: ids, kinds, outcomes and milliseconds; never a payload, never a secret. With an `error` in it, it is
 * one of the level error.
 */
export const log = (event: string, fields: Record<string, unknown>) =>
  console["error" in fields ? "error" : "log"](JSON.stringify({ event, ...fields }));
