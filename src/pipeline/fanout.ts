import type { AcceptedJob, AcceptedMessage, DeliveryJob } from "../core/jobs.ts";
import { match, type Verdict } from "../core/match.ts";
import type { FannedOut } from "../objects/journal.ts";
import type { EndpointSettings, Offered } from "../objects/outbox.ts";
import * as endpoints from "../store/endpoints.ts";
import { layOut, type PayloadRef, writeSegment } from "../store/payloads.ts";
import { send } from "./send.ts";

type MatchedEndpoint = Awaited<ReturnType<typeof endpoints.ofApplications>>[number];

/** Accepted messages of one application, from one or several jobs. */
export type Group = Omit<AcceptedJob, "v" | "kind">;

/**
 * Matches accepted messages with their endpoints, offers them to the Outboxes, moves payloads into R2 and keeps a
 * verdict for every endpoint. May be repeated: what was done is not done twice.
 *
 * @returns for each group whether it succeeded; the error when it did not
 */
export async function fanOut(env: Env, groups: Group[]): Promise<PromiseSettledResult<void>[]> {
  if (groups.length === 0) return [];
  const known = await endpoints.ofApplications(env, [...new Set(groups.map(({ app }) => app))]);
  const byApplication = Map.groupBy(known, ({ app }) => app);
  return Promise.allSettled(
    groups.map((group) => fanOutGroup(env, group, byApplication.get(group.app) ?? [])),
  );
}

async function fanOutGroup(env: Env, group: Group, candidates: MatchedEndpoint[]): Promise<void> {
  const journal = env.JOURNAL.getByName(group.app);
  const verdicts = new Map<string, Record<string, Verdict>>(group.messages.map(({ id }) => [id, {}]));
  for (const endpoint of candidates)
    for (const message of group.messages) verdicts.get(message.id)![endpoint.id] = match(endpoint, message);

  const [stored] = await Promise.all([
    storePayloads(env, group),
    ...candidates.map((endpoint) =>
      offer(
        env,
        endpoint,
        group.messages.filter(({ id }) => verdicts.get(id)![endpoint.id] === "matched"),
      ),
    ),
  ]);
  await journal.fannedOut(
    group.messages.map(
      ({ id }): FannedOut => ({ id, verdicts: verdicts.get(id)!, ref: stored.refs.get(id) ?? null }),
    ),
    stored.segments,
  );
}

/** One R2 object for all payloads that expire in the same hour, usually all of them. */
async function storePayloads(env: Env, { app, messages }: Group) {
  const hourMs = 3_600_000;
  const refs = new Map<string, PayloadRef>();
  const inline = messages.filter(({ payload }) => payload !== null);
  const groups = Map.groupBy(inline, ({ expiresAt }) => Math.floor(expiresAt / hourMs));
  const segments = await Promise.all(
    [...groups.values()].map(async (group) => {
      const segment = layOut(
        app,
        group.map(({ payload }) => payload!),
      );
      await writeSegment(env, segment);
      for (const [index, { id }] of group.entries()) refs.set(id, segment.refs[index]!);
      const ids = group.map(({ id }) => id).sort();
      return {
        key: segment.key,
        expiresAt: Math.max(...group.map(({ expiresAt }) => expiresAt)),
        first: ids[0]!,
        last: ids.at(-1)!,
      };
    }),
  );
  return { refs, segments };
}

async function offer(env: Env, endpoint: MatchedEndpoint, messages: AcceptedMessage[]) {
  if (messages.length === 0) return;
  const handOut = await env.OUTBOX.getByName(endpoint.id).offer(
    settingsOf(endpoint),
    messages.map(
      ({ id, eventType, channels, tags, deliverAt }): Offered => ({
        message: id,
        eventType,
        channels,
        tags,
        notBefore: deliverAt,
      }),
    ),
  );
  if (handOut === null) return;
  const contents = new Map(messages.map((message) => [message.id, message]));
  const job: DeliveryJob = {
    ...handOut,
    deliveries: handOut.deliveries.map((delivery) => {
      const message = contents.get(delivery.message);
      const payload = message?.payload ?? null;
      return {
        ...delivery,
        content: payload === null ? null : { payload, contentType: message!.contentType },
      };
    }),
  };
  await send(env, job);
}

/** What an Outbox has to know of its endpoint. */
export const settingsOf = ({
  org,
  app,
  id,
  rate,
  disabled,
}: Pick<MatchedEndpoint, "org" | "app" | "id" | "rate" | "disabled">): EndpointSettings => ({
  org,
  app,
  endpoint: id,
  throttleRate: rate,
  disabled,
});
