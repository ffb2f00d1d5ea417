import type { KeyValue } from "../shared/key-value.ts";
import type { Blocks } from "./blocks.ts";
import type { Erasure } from "./erasure.ts";
import type { FanOutQueue } from "./fan-out-queue.ts";
import type { MessageKeys } from "./message-keys.ts";
import type { Owner } from "./owner.ts";
import type { Packing } from "./packing.ts";
import type { RetiredNames } from "./retired-names.ts";

/** What a Journal consists of. */
export interface JournalContext {
  env: Env;
  sql: SqlStorage;
  values: KeyValue;
  blocks: Blocks;
  keys: MessageKeys;
  packing: Packing;
  fanOuts: FanOutQueue;
  retired: RetiredNames;
  erasure: Erasure;
  /** Whose journal this is, for the alarm, which nobody tells. Null before the first message, and once it is deleted. */
  owner: Owner | null;
}
