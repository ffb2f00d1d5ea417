import { newIdAfter } from "../../store/ids.ts";
import type { Fresh, Head } from "./block.ts";
import type { Blocks } from "./blocks.ts";
import type { JournalContext } from "./context.ts";
import type { MessageKeys } from "./message-keys.ts";
import { type IncomingMessage, type StoredMessage, stored, storedHead } from "./messages.ts";
import * as segments from "./segments.ts";

/** `repeated`: its idempotency key is known, and `message` is the one that came with it first. */
export type MessageAcceptance =
  | { ok: true; message: StoredMessage; repeated: boolean }
  | { ok: false; reason: "event_id_taken" };

/** Makes messages durable, but for those that are known; to be called in a transaction. */
export function accept(
  { sql, blocks, keys }: Pick<JournalContext, "sql" | "blocks" | "keys">,
  incoming: readonly IncomingMessage[],
  defaultRetentionMs: number,
  now: number,
): MessageAcceptance[] {
  const fresh: Fresh[] = [];
  const byKey = new Map<string, Fresh["head"]>();
  const eventIds = new Set<string>();
  let last = blocks.last;

  const acceptances = incoming.map((one): MessageAcceptance => {
    const { idempotencyKey: key, eventId, ref } = one;
    const sibling = key === null ? undefined : byKey.get(key);
    const known = sibling ? storedHead(sibling) : key === null ? null : findByKey(blocks, keys, key, now);
    if (known) return { ok: true, message: known, repeated: true };
    if (eventId !== null && (eventIds.has(eventId) || keys.findEventId(eventId) !== null))
      return { ok: false, reason: "event_id_taken" };

    last = newIdAfter("message", last);
    const head = headOf(last, now + (one.retentionMs ?? defaultRetentionMs), one);
    // A surrogate without its other half would come back from the database as more code units than it is.
    fresh.push({ head, payload: one.payload?.toWellFormed() ?? "" });
    if (key !== null) byKey.set(key, head);
    if (eventId !== null) eventIds.add(eventId);
    if (ref !== null) segments.keep(sql, { expiresAt: head.expires, key: ref.key, first: last, last });
    return { ok: true, repeated: false, message: storedHead(head) };
  });

  for (const { head } of fresh) keys.add(head, now);
  blocks.append(fresh);
  return acceptances;
}

function findByKey(blocks: Blocks, keys: MessageKeys, key: string, now: number): StoredMessage | null {
  const id = keys.find(key, now);
  const place = id === null ? null : blocks.find(id);
  return place && stored(place);
}

/** Without what is null: most of it is, in most messages. */
function headOf(id: string, expires: number, one: IncomingMessage): Fresh["head"] {
  const { eventType: type, origin, eventId, idempotencyKey: key } = one;
  const { channels, tags, contentType, deliverAt, recipient, ref } = one;
  const optional: Omit<Head, "id" | "type" | "expires" | "at" | "size"> = {
    ...(origin === null ? {} : { origin }),
    ...(eventId === null ? {} : { eventId }),
    ...(key === null ? {} : { key }),
    ...(channels === null ? {} : { channels }),
    ...(tags === null ? {} : { tags }),
    ...(contentType === null ? {} : { contentType }),
    ...(deliverAt === null ? {} : { deliverAt }),
    ...(recipient === null ? {} : { recipient }),
    ...(ref === null ? {} : { ref }),
  };
  return { id, type, expires, ...optional };
}
