import { batchBytes } from "../../core/delivery/batching.ts";
import {
  type CooldownPayload,
  type CooldownRule,
  condensed,
  cooldownKey,
} from "../../core/delivery/cooldown.ts";
import { timeOf } from "../../core/ids.ts";
import {
  type AcceptedJob,
  type AcceptedMessage,
  type Content,
  type DeliveryJob,
  triggers,
} from "../../core/jobs.ts";
import { type Exact, parseExact } from "../../core/json/exact.ts";
import { type Candidate, match, type Subscription, type Verdict } from "../../core/matching/match.ts";
import { once } from "../../core/once.ts";
import type { RequestShape } from "../../core/request/shape.ts";
import type { FannedOut } from "../../objects/journal/journal.ts";
import type { Happening } from "../../objects/organisation/feed.ts";
import type { EndpointSettings } from "../../objects/outbox/dispatch.ts";
import type { Offered } from "../../objects/outbox/offer.ts";
import * as endpoints from "../../store/endpoints.ts";
import * as eventTypes from "../../store/event-types.ts";
import { layOut, type PayloadRef, writeSegment } from "../../store/payloads.ts";
import { readContents } from "../deliver/contents.ts";
import { send } from "../deliver/hand-out.ts";
import { show } from "../notify/feed.ts";
import { elementBytes, type Outbound, shapeOf } from "../request/build.ts";
import { isStopped, isUnconfirmed } from "../request/target.ts";

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

const goesTo: Verdict[] = ["matched", "manual"];

async function fanOutGroup(env: Env, group: Group, endpoints: MatchedEndpoint[]): Promise<void> {
  const journal = env.JOURNAL.getByName(group.app);
  const candidates = await candidatesOf(env, group, endpoints);
  const verdicts = new Map<string, Record<string, Verdict>>(
    candidates.map(({ message, candidate }) => [
      message.id,
      message.recipient == null
        ? Object.fromEntries(
            endpoints.map((endpoint) => [endpoint.id, match(subscriptionOf(endpoint), candidate)]),
          )
        : { [message.recipient]: "manual" },
    ]),
  );
  const [stored] = await Promise.all([
    storePayloads(env, group),
    ...endpoints.map(async (endpoint) => {
      const matched = candidates.filter(({ message }) =>
        goesTo.includes(verdicts.get(message.id)![endpoint.id]!),
      );
      for (const id of await offer(env, endpoint, matched)) verdicts.get(id)![endpoint.id] = "cooldown";
    }),
  ]);
  await journal.fannedOut(
    group.messages.map(
      ({ id }): FannedOut => ({ id, verdicts: verdicts.get(id)!, ref: stored.refs.get(id) ?? null }),
    ),
    stored.segments,
  );
  await show(env, group.org, () => group.messages.map((message) => happened(group.app, message)));
}

const happened = (app: string, { id, eventType }: AcceptedMessage): Happening => ({
  ...{ at: timeOf(id), kind: "message", app, endpoint: null, message: id, messages: 1, eventType },
  ...{ status: null, code: null },
});

interface Considered {
  message: AcceptedMessage;
  candidate: Candidate;
  content: () => Content;
  payload: CooldownPayload;
}

/** What the rules ask of each message; event types and payloads are read only where a rule may ask for them. */
export async function candidatesOf(
  env: Env,
  { org, app, messages }: Group,
  endpoints: MatchedEndpoint[],
): Promise<Considered[]> {
  const typesMatter =
    endpoints.some(({ plan }) => plan !== null) || messages.some(({ origin }) => origin !== null);
  const names = typesMatter ? [...new Set(messages.map(({ eventType }) => eventType))] : [];
  const read = endpoints.some(
    ({ extensions: { filter, cooldown, batching } }) => filter ?? cooldown ?? batching?.enabled,
  );
  const large = read ? messages.filter(({ payload }) => payload === null).map(({ id }) => id) : [];
  const [types, contents] = await Promise.all([
    names.length === 0 ? [] : eventTypes.findMany(env, org, names),
    large.length === 0
      ? new Map<string, Content>()
      : env.JOURNAL.getByName(app)
          .locate(large)
          .then((located) => readContents(env, located)),
  ]);
  const byName = new Map(types.map((type) => [type.name, type]));
  return messages.map((message) => {
    const type = byName.get(message.eventType);
    const { contentType } = message;
    const content = () => ({
      payload: message.payload ?? contents.get(message.id)?.payload ?? "",
      contentType,
    });
    const payload = {
      value: once(() => parsed(() => JSON.parse(content().payload))),
      exact: once(() => parsed(() => parseExact(content().payload)) as Exact),
    };
    const candidate: Candidate = {
      eventType: message.eventType,
      channels: message.channels,
      origin: message.origin,
      featureFlags: type?.featureFlags ?? [],
      excludeOrigins: type?.extensions.excludeOrigins ?? [],
      payload: payload.value,
    };
    return { message, candidate, content, payload };
  });
}

/** A body that isn't JSON has nothing to filter by. */
function parsed(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return {};
  }
}

export const subscriptionOf = (endpoint: MatchedEndpoint): Subscription => ({
  disabled: endpoint.disabled,
  unconfirmed: isUnconfirmed(endpoint),
  eventTypes: endpoint.eventTypes,
  channels: endpoint.channels,
  webhooksEnabled: endpoint.webhooksEnabled,
  planFlags: endpoint.plan === null ? null : (endpoint.planFlags ?? []),
  excludeOrigins: endpoint.extensions.excludeOrigins ?? [],
  filter: endpoint.extensions.filter ?? null,
});

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

/** Hands matched messages to the endpoint's Outbox and on to the queue; answers those that its cooldown suppresses. */
async function offer(env: Env, endpoint: MatchedEndpoint, matched: Considered[]): Promise<string[]> {
  if (matched.length === 0) return [];
  const messages = matched.map(({ message }) => message);
  const shape = shapeOf(endpoint);
  const { handOut, suppressed } = await env.OUTBOX.getByName(endpoint.id).offer(
    settingsOf(endpoint),
    await Promise.all(
      matched.map(
        async (one): Promise<Offered> =>
          one.message.recipient == null
            ? { ...offeredOf(shape, one), cooldown: await cooldownOf(endpoint, one) }
            : { ...offeredOf(shape, one), trigger: triggers.manual },
      ),
    ),
  );
  if (handOut === null) return suppressed;
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
  return suppressed;
}

/** What is offered of a message, without a cooldown. */
export function offeredOf(
  shape: RequestShape | null,
  { message: { id, eventType, channels, tags, deliverAt }, content }: Considered,
): Offered {
  const bytes = shape?.batch ? bytesOf(shape, { message: id, eventType, content: content() }) : 0;
  return { message: id, eventType, channels, tags, notBefore: deliverAt, bytes, cooldown: null };
}

/** One that can't be written as an element goes alone, and fails alone. */
function bytesOf(shape: RequestShape, message: Outbound): number {
  try {
    return elementBytes(shape, message);
  } catch {
    return batchBytes;
  }
}

async function cooldownOf({ extensions }: MatchedEndpoint, { candidate, payload }: Considered) {
  const { cooldown } = extensions;
  const key = cooldown && keyOf(cooldown, candidate.origin, payload);
  return cooldown && key != null ? { key: await condensed(key), seconds: cooldown.seconds } : null;
}

/** None for a value that can't be written as text. */
function keyOf(rule: CooldownRule, origin: string | null, payload: CooldownPayload): string | null {
  try {
    return cooldownKey(rule, origin, payload);
  } catch {
    return null;
  }
}

type Configured = Pick<
  MatchedEndpoint,
  "org" | "app" | "id" | "rate" | "disabled" | "extensions" | "confirmedEmail" | "webhooksEnabled"
>;

/** What an Outbox has to know of its endpoint. */
export function settingsOf(endpoint: Configured): EndpointSettings {
  const { org, app, id, rate, extensions } = endpoint;
  const { batching, retry } = extensions;
  return {
    org,
    app,
    endpoint: id,
    throttleRate: rate,
    disabled: isStopped(endpoint),
    waits: retry?.waits ?? null,
    batching: batching?.enabled
      ? { maxEvents: batching.maxEvents, maxWaitSeconds: batching.maxWaitSeconds }
      : null,
  };
}
