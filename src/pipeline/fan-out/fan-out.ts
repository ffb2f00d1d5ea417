import { timeOf } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Verdict } from "../../core/matching/match.ts";
import type { FanOutResult } from "../../objects/journal/verdicts.ts";
import type { Happening } from "../../objects/organisation/feed.ts";
import * as endpoints from "../../store/endpoints.ts";
import { DirectSenders } from "../deliver/direct.ts";
import { deliveryQueue } from "../deliver/hand-out.ts";
import { show } from "../notify/feed.ts";
import { candidatesOf, type Group } from "./candidates.ts";
import { offer, type Ways } from "./offer.ts";
import { type Verdicts, verdictsOf } from "./verdicts.ts";

/**
 * Matches accepted messages with their endpoints, offers them to the Outboxes and keeps a verdict for every endpoint. May be repeated: what was done is not done twice.
 *
 * @returns for each group whether it succeeded; the error when it did not
 */
export async function fanOut(
  env: Env,
  ctx: ExecutionContext,
  groups: Group[],
): Promise<PromiseSettledResult<void>[]> {
  if (groups.length === 0) return [];
  const begunAt = Date.now();
  const known = await endpoints.ofApplications(env, [...new Set(groups.map(({ app }) => app))]);
  const ways: Ways = { queue: deliveryQueue(env), direct: new DirectSenders(ctx) };
  const byApplication = Map.groupBy(known, ({ app }) => app);
  return Promise.allSettled(
    groups.map((group) => fanOutGroup(env, ways, group, byApplication.get(group.app) ?? [], begunAt)),
  );
}

const goesTo: readonly (Verdict | undefined)[] = ["matched", "manual"];

async function fanOutGroup(
  env: Env,
  ways: Ways,
  group: Group,
  endpoints: readonly endpoints.MatchedEndpoint[],
  begunAt: number,
): Promise<void> {
  const candidates = await candidatesOf(env, group, endpoints);
  const verdicts = new Map(
    candidates.map((one): [string, Verdicts] => [one.message.id, verdictsOf(one, endpoints)]),
  );
  await Promise.all(
    endpoints.map(async (endpoint) => {
      const matched = candidates.filter(({ message }) =>
        goesTo.includes(verdicts.get(message.id)![endpoint.id]),
      );
      for (const id of await offer(env, ways, endpoint, matched)) verdicts.get(id)![endpoint.id] = "cooldown";
    }),
  );
  await env.JOURNAL.getByName(group.app).finishFanOut(
    group.messages.map(({ id }): FanOutResult => ({ id, verdicts: verdicts.get(id)! })),
    begunAt,
  );
  await show(env, group.org, () => group.messages.map((message) => happened(group.app, message)));
}

const happened = (app: string, { id, eventType }: QueuedMessage): Happening => ({
  ...{ at: timeOf(id), kind: "message", app, endpoint: null, message: id, messages: 1, eventType },
  ...{ status: null, code: null },
});
