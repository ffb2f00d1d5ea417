import type { Config } from "../../store/config.ts";
import type { Alarm } from "../shared/alarm.ts";
import type { Collecting } from "./collecting.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Expunged } from "./expunged.ts";

/** What every step of an Outbox works on. */
export interface OutboxContext {
  sql: SqlStorage;
  alarm: Alarm;
  config: Config;
  dispatch: Dispatch;
  collecting: Collecting;
  expunged: Expunged;
}
