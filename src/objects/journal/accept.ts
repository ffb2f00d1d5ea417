import { newId } from "../../store/ids.ts";
import { idempotencyMs } from "../shared/idempotency.ts";
import type { IncomingMessage, StoredMessage } from "./messages.ts";
import * as messages from "./messages.ts";
import * as segments from "./segments.ts";

/** `repeated`: its idempotency key is known, and `message` is the one that came with it first. */
export type MessageAcceptance =
  | { ok: true; message: StoredMessage; repeated: boolean }
  | { ok: false; reason: "event_id_taken" };

/** Makes a message durable, unless it is known. */
export function accept(
  sql: SqlStorage,
  incoming: IncomingMessage,
  defaultRetentionMs: number,
  now: number,
): MessageAcceptance {
  const { idempotencyKey, eventId, ref } = incoming;
  const known =
    idempotencyKey === null ? null : messages.findByIdempotencyKey(sql, idempotencyKey, now - idempotencyMs);
  if (known) return { ok: true, message: known, repeated: true };
  if (eventId !== null && messages.hasEventId(sql, eventId)) return { ok: false, reason: "event_id_taken" };

  const id = newId("message");
  const expiresAt = now + (incoming.retentionMs ?? defaultRetentionMs);
  const message = messages.insert(sql, id, expiresAt, incoming);
  if (ref !== null) segments.keep(sql, { expiresAt, key: ref.key, first: id, last: id });
  return { ok: true, repeated: false, message };
}
