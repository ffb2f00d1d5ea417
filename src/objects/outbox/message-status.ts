import { statuses } from "../../core/delivery/attempt.ts";
import type { OutboxContext } from "./context.ts";
import type { Destination } from "./destinations.ts";
import * as destinations from "./destinations.ts";

/** Where messages stand here; null for one that never came. */
export function findDestinations(
  { sql, dispatch }: OutboxContext,
  messages: string[],
  now: number,
): (Destination | null)[] {
  const { hold, at } = dispatch.hold(now);
  return messages.map((message) => {
    const known = destinations.find(sql, message);
    if (dispatch.leases.has(known?.batch ?? message)) {
      const unknown = { message, batch: null, eventType: "", nextAttempt: null, attempts: [] };
      return { ...(known ?? unknown), status: statuses.sending };
    }
    if (dispatch.stopped) return known === null ? canceled(message) : withoutWait(known);
    if (known === null || known.nextAttempt === null || hold === null) return known;
    return { ...known, nextAttempt: Math.max(known.nextAttempt, at ?? 0) };
  });
}

/** Of a deleted endpoint: what still waits is canceled, though it isn't marked so yet. */
const withoutWait = (known: Destination): Destination =>
  known.nextAttempt === null || known.status === statuses.success
    ? { ...known, nextAttempt: null }
    : { ...known, status: statuses.canceled, nextAttempt: null };

const canceled = (message: string): Destination => ({
  message,
  batch: null,
  eventType: "",
  status: statuses.canceled,
  nextAttempt: null,
  attempts: [],
});
