import type { CooldownPayload } from "../../core/delivery/cooldown.ts";
import type { FanOutJob, QueuedMessage } from "../../core/jobs.ts";
import { type Lossless, parseLossless } from "../../core/json/lossless.ts";
import { lazy } from "../../core/lazy.ts";
import { parsePayload } from "../../core/matching/filter.ts";
import type { Candidate } from "../../core/matching/match.ts";
import type { Content } from "../../core/message.ts";
import type { MatchedEndpoint } from "../../store/endpoints.ts";
import * as eventTypes from "../../store/event-types.ts";
import { readContents } from "../deliver/contents.ts";

/** Accepted messages of one application, from one or several jobs. */
export type Group = Omit<FanOutJob, "v" | "kind">;

/** A message with what the rules of endpoints ask of it. */
export interface CandidateMessage {
  message: QueuedMessage;
  candidate: Candidate;
  content: () => Content;
  payload: CooldownPayload;
}

/** What the rules ask of each message; event types and payloads are read only where a rule may ask for them. */
export async function candidatesOf(
  env: Env,
  group: Group,
  endpoints: readonly MatchedEndpoint[],
): Promise<CandidateMessage[]> {
  const [types, contents] = await Promise.all([
    readTypes(env, group, endpoints),
    readLarge(env, group, endpoints),
  ]);
  const byName = new Map(types.map((type) => [type.name, type]));
  return group.messages.map((message) => {
    const type = byName.get(message.eventType);
    const { contentType } = message;
    const content = () => ({
      payload: message.payload ?? contents.get(message.id)?.payload ?? "",
      contentType,
    });
    const payload = {
      value: lazy(() => parsed(() => JSON.parse(content().payload))),
      lossless: lazy(() => parsed(() => parseLossless(content().payload)) as Lossless),
    };
    const candidate: Candidate = {
      eventType: message.eventType,
      channels: message.channels,
      origin: message.origin,
      featureFlags: type?.featureFlags ?? [],
      excludeOrigins: type?.extensions.excludeOrigins ?? [],
      payload: lazy(() => parsed(() => parsePayload(content().payload))),
    };
    return { message, candidate, content, payload };
  });
}

async function readTypes(env: Env, { org, messages }: Group, endpoints: readonly MatchedEndpoint[]) {
  const matter =
    endpoints.some(({ plan }) => plan !== null) || messages.some(({ origin }) => origin !== null);
  return matter
    ? eventTypes.findMany(env, org, [...new Set(messages.map(({ eventType }) => eventType))])
    : [];
}

/** Payloads that don't travel with their messages, by message. */
async function readLarge(env: Env, { app, messages }: Group, endpoints: readonly MatchedEndpoint[]) {
  const matter = endpoints.some(
    ({ extensions: { filter, cooldown, batching } }) => filter ?? cooldown ?? batching?.enabled,
  );
  const large = matter ? messages.filter(({ payload }) => payload === null).map(({ id }) => id) : [];
  if (large.length === 0) return new Map<string, Content>();
  return readContents(env, await env.JOURNAL.getByName(app).locate(large));
}

/** A body that isn't JSON has nothing to filter by. */
function parsed(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return {};
  }
}
