import { floor } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Verdict } from "../../core/matching/match.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import type { PayloadRef } from "../../store/payloads.ts";
import type { LogFilter } from "../shared/log-rows.ts";
import type { Fresh } from "./block.ts";
import type { Blocks, Place } from "./blocks.ts";

/** What a producer says of a message. */
interface MessageDescription {
  eventType: string;
  origin: string | null;
  eventId: string | null;
  channels: string[] | null;
  tags: string[] | null;
  contentType: string | null;
  /** ms */
  deliverAt: number | null;
  /** The one endpoint that it is for, null for all that match. */
  recipient: string | null;
}

/** A message as a producer hands it in; its payload as text, or where it lies in R2 already. */
export interface IncomingMessage extends MessageDescription {
  retentionMs: number | null;
  payload: string | null;
  ref: PayloadRef | null;
  /** The same key not long after is the same message; null when the producer gave none. */
  idempotencyKey: string | null;
}

/** What the log keeps of a message. */
export interface StoredMessage extends MessageDescription {
  id: string;
  /** When its payload expires (ms). */
  expiresAt: number;
  /** Endpoint id → verdict; null until the fan-out is done. */
  verdicts: Record<string, Verdict> | null;
}

export const storedHead = (head: Fresh["head"]): StoredMessage => ({
  id: head.id,
  eventType: head.type,
  origin: head.origin ?? null,
  eventId: head.eventId ?? null,
  channels: head.channels ?? null,
  tags: head.tags ?? null,
  contentType: head.contentType ?? null,
  deliverAt: head.deliverAt ?? null,
  expiresAt: head.expires,
  recipient: head.recipient ?? null,
  verdicts: null,
});

export const stored = ({ block, at }: Place): StoredMessage => ({
  ...storedHead(block.heads[at]!),
  verdicts: block.results.of(at),
});

/** What the fan-out needs of a message; the payload is added by whoever has it. */
export const toQueued = ({ eventId, verdicts, ...message }: StoredMessage): QueuedMessage => ({
  ...message,
  payload: null,
});

const blocksAtOnce = 100;

/** A page of the log. A long search lets others have their turn now and then. */
export async function list(
  blocks: Blocks,
  filter: LogFilter,
  query: PageQuery,
): Promise<Page<StoredMessage>> {
  const { beyond, ascending, limit } = walk(query);
  const isWanted = wanted(filter, beyond, ascending);
  const end = ascending ? ceilingOf(filter) : floorOf(filter);
  const texts = textsOf(filter);
  const found: StoredMessage[] = [];
  for (let from = startOf(filter, beyond, ascending); found.length < limit; ) {
    const some = blocks.walk(ascending ? "ascending" : "descending", from, texts, blocksAtOnce);
    for (const block of some) {
      const places = block.heads.map((_, at) => at);
      for (const at of ascending ? places : places.reverse())
        if (isWanted(block.heads[at]!)) found.push(stored({ block, at }));
      if (found.length >= limit) break;
    }
    const reached = some.at(-1);
    if (reached === undefined) break;
    from = ascending ? reached.last : reached.first;
    if (end !== null && (ascending ? from >= end : from <= end)) break;
    await scheduler.wait(0);
  }
  return paginate(found.slice(0, limit), query, ({ id }) => id);
}

/** The first message after a moment, or the first one at all. */
const floorOf = ({ after }: LogFilter) => (after === null ? "" : floor("message", after + 1));
const ceilingOf = ({ before }: LogFilter) => (before === null ? null : floor("message", before));

/** From where a walk begins, so that it needn't begin at the end of the log. */
function startOf(filter: LogFilter, beyond: string | null, ascending: boolean): string | null {
  if (beyond !== null) return beyond;
  return ascending ? floorOf(filter) : ceilingOf(filter);
}

function wanted(filter: LogFilter, beyond: string | null, ascending: boolean) {
  const [from, end] = [floorOf(filter), ceilingOf(filter)];
  return ({ id, type, channels, tags }: Fresh["head"]): boolean =>
    id >= from &&
    (end === null || id < end) &&
    (beyond === null || (ascending ? id > beyond : id < beyond)) &&
    (filter.eventTypes === null || filter.eventTypes.includes(type)) &&
    (filter.channel === null || (channels ?? []).includes(filter.channel)) &&
    (filter.tag === null || (tags ?? []).includes(filter.tag));
}

/** As they stand in the heads of the blocks that are worth a look; null when all are. */
function textsOf({ eventTypes, channel, tag }: LogFilter): string[] | null {
  const some = tag ?? channel;
  return (some === null ? eventTypes : [some])?.map((text) => JSON.stringify(text)) ?? null;
}
