import { statuses } from "../../core/delivery/attempt.ts";
import type { BatchingRule } from "../../core/delivery/batching.ts";
import { type Trigger, triggers } from "../../core/delivery/delivery.ts";
import { newId } from "../../store/ids.ts";
import * as backlog from "./backlog.ts";
import * as batches from "./batches.ts";
import type { CollectedDelivery } from "./collecting.ts";
import type { OutboxContext } from "./context.ts";
import * as cooldowns from "./cooldowns.ts";
import * as counters from "./counters.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import type { EndpointSettings, HandOut } from "./dispatch.ts";

/** A message that matched the endpoint. */
export interface Offered {
  message: string;
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  /** Not before this moment (ms), null for at once. */
  notBefore: number | null;
  /** As an element of a batch, for endpoints that batch. */
  bytes: number;
  /** What the endpoint's cooldown counts it under, and how long that is; null when it has none for this message. */
  cooldown: { key: string; seconds: number } | null;
  /** Absent: the schedule's. */
  trigger?: Trigger;
}

export interface OfferResult {
  handOut: HandOut | null;
  /** The caller sends it itself, past the queue; if it can't, the queue is as good. */
  direct: boolean;
  /** Messages that a cooldown keeps back for good. */
  suppressed: string[];
}

/** Takes in what isn't known yet; see `Outbox.offer`. */
export function offer(
  context: OutboxContext,
  brought: EndpointSettings,
  offered: Offered[],
  now: number,
): OfferResult {
  const { sql, dispatch } = context;
  const { batching } = dispatch.configure(brought);
  if (dispatch.stopped) return { handOut: null, direct: false, suppressed: [] };
  const unknown = withoutKnown(context, offered);
  const suppressed = unknown.filter((one) => isSuppressed(sql, one, now));
  const held = new Set(suppressed.map(({ message }) => message));
  counters.countSuppressed(sql, [...held], now);
  const fresh = unknown.filter(({ message }) => !held.has(message));
  const later = fresh.filter(({ notBefore }) => notBefore !== null && notBefore > now);
  for (const one of later)
    deliveries.put(sql, toDelivery(one), { status: statuses.pending, dueAt: one.notBefore });
  const waits = new Set(later);
  const due = fresh.filter((one) => !waits.has(one));
  const handOut =
    batching === null
      ? dispatch.admit(due.map(toDelivery), now)
      : collect(
          context,
          due.map((one) => ({ ...toDelivery(one), bytes: one.bytes, since: now })),
          batching,
          now,
        );
  dispatch.scheduleAlarm(now);
  const direct = handOut !== null && batching === null && dispatch.sendsDirectly(handOut);
  return { handOut, direct, suppressed: [...held] };
}

function withoutKnown({ sql, dispatch, collecting }: OutboxContext, offered: Offered[]): Offered[] {
  const ids = offered.map(({ message }) => message);
  const known = deliveries.known(sql, ids).union(backlog.known(sql, ids));
  return offered.filter(
    ({ message }) => !known.has(message) && !dispatch.leases.has(message) && !collecting.has(message),
  );
}

const isSuppressed = (sql: SqlStorage, { message, cooldown }: Offered, now: number): boolean =>
  cooldown !== null && cooldowns.suppresses(sql, cooldown.key, message, cooldown.seconds, now);

/** Adds to what waits for company; the batches that are full or have waited long enough are due. */
function collect(
  { sql, alarm, collecting, dispatch }: OutboxContext,
  fresh: CollectedDelivery[],
  rule: BatchingRule,
  now: number,
): HandOut | null {
  const { batches: ready, dueAt } = collecting.add(fresh, rule, now);
  for (const batch of ready) batches.put(sql, newId("batch"), batch, now);
  if (dueAt !== null) alarm.wakeAt(dueAt);
  return dispatch.handOutDue(now);
}

/** What waits goes by these settings from now on. */
export function configure(context: OutboxContext, settings: EndpointSettings, now: number): HandOut | null {
  context.dispatch.configure(settings);
  const handOut = handOutDue(context, now);
  context.dispatch.scheduleAlarm(now);
  return handOut;
}

/** What is due goes; of what waits for company, what has waited long enough, or all when the endpoint no longer batches. */
export function handOutDue(context: OutboxContext, now: number): HandOut | null {
  const { dispatch, collecting } = context;
  const { batching } = dispatch;
  if (collecting.size === 0) return dispatch.handOutDue(now);
  return batching === null ? dispatch.admit(collecting.takeAll(), now) : collect(context, [], batching, now);
}

export const toDelivery = ({ message, eventType, channels, tags, trigger }: Offered): StoredDelivery => ({
  id: message,
  message,
  members: null,
  eventType,
  channels,
  tags,
  attempt: 1,
  trigger: trigger ?? triggers.scheduled,
  handOuts: 0,
});
