import { messagesIn } from "../../core/job-contents.ts";
import type { Verdict } from "../../core/matching/match.ts";
import { mainOrg } from "../../core/operational.ts";
import * as deadLetters from "../../store/dead-letters.ts";
import * as contents from "./contents.ts";
import * as messages from "./messages.ts";
import type { Owner } from "./owner.ts";
import * as requests from "./received-requests.ts";
import type { FanOutResult } from "./verdicts.ts";

/**
 * Deletes for good what messages hold: what was kept of requests with them and of the answers, what their test receiver
 * got, and, last, their payloads, so that what broke off can be found again.
 */
export async function expunge(env: Env, sql: SqlStorage, ids: string[], now: number): Promise<void> {
  await expungeInOutboxes(env, messages.findMany(sql, ids));
  requests.forgetOf(sql, ids);
  await contents.erase(env, sql, contents.expire(sql, ids, now), now);
}

/** Deletes the dead letters in which messages are. */
export const expungeLetters = (env: Env, { org, app }: Owner, ids: string[]): Promise<void> =>
  deadLetters.removeOf(env, mainOrg(org), app, ({ job }) => messagesIn(job).some((id) => ids.includes(id)));

/** Payloads that a fan-out brought and that are not kept: deleted while it had them in hand, or written by another one before. */
export async function dropUnkept(
  env: Env,
  sql: SqlStorage,
  unkept: FanOutResult[],
  now: number,
): Promise<void> {
  if (unkept.length === 0) return;
  const refs = unkept.flatMap(({ ref }) => ref ?? []);
  await contents.erase(env, sql, refs, now);
  const known = messages.findMany(
    sql,
    unkept.map(({ id }) => id),
  );
  await expungeInOutboxes(
    env,
    known.filter(({ expiresAt }) => expiresAt <= now),
  );
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
