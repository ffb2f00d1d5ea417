import * as attempts from "./attempts.ts";
import type { OutboxContext } from "./context.ts";
import * as cooldowns from "./cooldowns.ts";
import * as destinations from "./destinations.ts";

/** Deletes what is kept of requests with these messages and of the answers, also of those that are under way. */
export function expunge({ sql, dispatch, expunged }: OutboxContext, messages: string[], now: number): void {
  const underWay = dispatch.leases.messages();
  const known = messages.map((message) => ({ message, found: destinations.find(sql, message) }));
  attempts.expunge(
    sql,
    known.flatMap(({ found }) => found?.attempts ?? []),
  );
  cooldowns.forgetOf(sql, messages);
  const late = known.filter(
    ({ message, found }) => underWay.has(found?.batch ?? message) || underWay.has(message),
  );
  expunged.add(
    late.map(({ message }) => message),
    now,
  );
}
