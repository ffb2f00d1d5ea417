import { triggers } from "../core/delivery/delivery.ts";
import type { ReplayJob } from "../core/jobs.ts";
import { match } from "../core/matching/match.ts";
import { type StoredMessage, toQueued } from "../objects/journal/messages.ts";
import { enqueue } from "../objects/shared/enqueue.ts";
import * as endpoints from "../store/endpoints.ts";
import { log } from "../store/log.ts";
import { enqueueHandOut } from "./deliver/hand-out.ts";
import { settingsOf } from "./endpoint-settings.ts";
import { candidatesOf } from "./fan-out/candidates.ts";
import { offeredOf } from "./fan-out/offer.ts";
import { subscriptionOf } from "./fan-out/verdicts.ts";
import { shapeOf } from "./request/build.ts";

const messagesAStep = 100;

/**
 * One step of a replay of what an endpoint never got: offers it the next messages of the window that match it today and
 * queues the step after that. May be repeated: the Outbox knows which steps were taken, and what came before.
 */
export async function replayStep(env: Env, job: ReplayJob): Promise<void> {
  const { org, app, since, until, after } = job;
  const endpoint = (await endpoints.ofApplications(env, [app])).find(({ id }) => id === job.endpoint);
  if (endpoint === undefined) return;
  const journal = env.JOURNAL.getByName(app);
  const page = await journal.list(
    { eventTypes: null, channel: null, tag: null, after: since, before: until },
    { limit: messagesAStep, iterator: after, order: "ascending" },
  );
  const now = Date.now();
  const messages = page.data.filter((message) => mayBeMissing(message, endpoint.id, now)).map(toQueued);
  const candidates = await candidatesOf(env, { org, app, messages }, [endpoint]);
  const missing = candidates.filter(
    ({ candidate }) => match(subscriptionOf(endpoint), candidate) === "matched",
  );
  if (missing.length > 0)
    await journal.addManualVerdict(
      missing.map(({ message }) => message.id),
      endpoint.id,
    );
  const shape = shapeOf(endpoint);
  const offered = missing.map((one) => ({ ...offeredOf(shape, one), trigger: triggers.manual }));
  const last = page.done ? null : page.data.at(-1)!.id;
  const { handOut, job: next } = await env.OUTBOX.getByName(endpoint.id).replayed(
    settingsOf(endpoint),
    job,
    offered,
    last,
  );
  await enqueueHandOut(env, handOut);
  if (next !== null) await enqueue(env.EVENTS, [next]);
  log("replay", { org, app, endpoint: endpoint.id, replay: job.replay, offered: missing.length, last });
}

/** What is gone can't be sent, what a cooldown kept back isn't missing, and the fan-out sees to what is before it. */
function mayBeMissing({ expiresAt, recipient, verdicts }: StoredMessage, endpoint: string, now: number) {
  const verdict = verdicts?.[endpoint];
  return (
    expiresAt > now &&
    recipient === null &&
    verdicts !== null &&
    verdict !== "matched" &&
    verdict !== "cooldown"
  );
}
