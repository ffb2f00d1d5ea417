import type { Config } from "../../store/config.ts";
import type { Alarm } from "../shared/alarm.ts";
import type { Collecting } from "./collecting.ts";
import type { Dispatch } from "./dispatch.ts";

/** What an Outbox is made of, and what all that it does works on. */
export interface Parts {
  sql: SqlStorage;
  alarm: Alarm;
  config: Config;
  dispatch: Dispatch;
  collecting: Collecting;
}
