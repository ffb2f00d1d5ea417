import { messagesIn } from "../../core/job-contents.ts";
import type { Verdict } from "../../core/matching/match.ts";
import { mainOrg } from "../../core/operational.ts";
import * as deadLetters from "../../store/dead-letters.ts";
import * as endpoints from "../../store/endpoints.ts";
import type { Blocks } from "./blocks.ts";
import * as contents from "./contents.ts";
import type { JournalContext } from "./context.ts";
import { stored } from "./messages.ts";
import type { Owner } from "./owner.ts";
import * as requests from "./received-requests.ts";

type ExpungeContext = Pick<JournalContext, "env" | "sql" | "blocks" | "owner">;

/**
 * Deletes for good what messages hold: what was kept of requests with them and of the answers, what their test receiver
 * got, and, last, their payloads, so that what broke off can be found again.
 */
export async function expunge(
  { env, sql, blocks, owner }: ExpungeContext,
  ids: string[],
  now: number,
): Promise<void> {
  const found = blocks.findMany(ids).map(stored);
  await expungeInOutboxes(env, found);
  // Where these went is not known, or was forgotten by what broke off.
  const unknown = found.flatMap(({ id, verdicts }) => (verdicts === null ? [id] : []));
  if (unknown.length > 0 && owner !== null) await expungeEverywhere(env, owner.app, unknown);
  requests.forgetOf(sql, ids);
  await contents.erase(env, sql, blocks, contents.expire(blocks, ids, now), now);
}

/** Deletes the dead letters in which messages are. */
export const expungeLetters = (env: Env, { org, app }: Owner, ids: string[]): Promise<void> =>
  deadLetters.removeOf(env, mainOrg(org), app, ({ job }) => messagesIn(job).some((id) => ids.includes(id)));

/** Some of these may have been expunged while a fan-out had them in hand: then nothing of them is kept. */
export async function expungeGone(env: Env, blocks: Blocks, ids: string[], now: number): Promise<void> {
  const gone = blocks.findMany(ids).filter(({ block, at }) => block.heads[at]!.expires <= now);
  await expungeInOutboxes(env, gone.map(stored));
}

async function expungeEverywhere(env: Env, app: string, ids: string[]): Promise<void> {
  const known = await endpoints.idsOf(env, app);
  await Promise.all(known.map((endpoint) => env.OUTBOX.getByName(endpoint).expunge(ids)));
}

/** A message and what became of it at each endpoint. */
interface FannedOut {
  id: string;
  verdicts: Record<string, Verdict> | null;
}

const goesTo: readonly Verdict[] = ["matched", "manual"];

/** Deletes what the Outboxes of all endpoints that messages went to have kept of requests and answers. */
async function expungeInOutboxes(env: Env, fannedOut: readonly FannedOut[]): Promise<void> {
  const byEndpoint = new Map<string, string[]>();
  for (const { id, verdicts } of fannedOut)
    for (const [endpoint, verdict] of Object.entries(verdicts ?? {}))
      if (goesTo.includes(verdict)) byEndpoint.set(endpoint, [...(byEndpoint.get(endpoint) ?? []), id]);
  await Promise.all([...byEndpoint].map(([endpoint, ids]) => env.OUTBOX.getByName(endpoint).expunge(ids)));
}
