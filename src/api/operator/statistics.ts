import {
  backgroundTaskOut,
  type UsageStats,
  usageStatsIn,
  usageStatsOut,
} from "../../contract/background-task.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { statistics as limit } from "../../core/limits.ts";
import { problem } from "../../core/problems/problem.ts";
import type { Statistics } from "../../objects/organisation/statistics.ts";
import * as applications from "../../store/applications.ts";
import { newId } from "../../store/ids.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { outTask } from "./background-task.ts";

async function gather(c: ApiContext, what: Statistics) {
  const { org } = c.var.caller;
  const task = await c.env.ORGANISATION.getByName(org).gather(org, newId("task"), what);
  if (task === null) throw new PosthornError("statistics_too_many", { max: limit.most });
  return outTask(task);
}

/** The applications that these ids or uids name, and the names of none. */
async function resolve({ env, var: { caller } }: ApiContext, names: string[]) {
  const found = await applications.findMany(env, caller.org, names);
  const known = new Set(found.flatMap(({ id, uid }) => [id, uid ?? id]));
  return {
    apps: found.map(({ id }) => id),
    unresolved: names.filter((name) => !known.has(name)),
  };
}

const tag = "Statistics";

export const statistics = router()
  .openapi(
    route({
      method: "post",
      path: "/stats/usage/app",
      tag,
      summary: "Count the attempts of each application",
      description:
        "A background task. `data.appStats` is a list of `{appId, appUid, messageDestinations}`: attempts at the endpoints that are there, in whole hours that touch the window.",
      body: usageStatsIn,
      answers: { 202: usageStatsOut },
      orgOnly: true,
    }),
    async (c) => {
      const { since, until, appIds } = c.req.valid("json");
      const window = { since: Date.parse(since), until: Date.parse(until) };
      if (window.since >= window.until) throw invalid(["body", "since"], problem("window_empty"));
      const { apps, unresolved } =
        appIds == null ? { apps: null, unresolved: [] } : await resolve(c, [...new Set(appIds)]);
      if (apps?.length === 0) throw invalid(["body", "appIds"], problem("applications_unknown"));
      const task = await gather(c, { kind: "application.stats", ...window, apps });
      return c.json({ ...task, unresolvedAppIds: unresolved } satisfies UsageStats, 202);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/stats/usage/event-types",
      tag,
      summary: "List the event types that each application is subscribed to",
      description:
        "A background task. `data.event_types` is a list of `{appId, explicitlySubscribedEventTypes, hasCatchAllEndpoint}`.",
      answers: { 202: backgroundTaskOut },
      orgOnly: true,
    }),
    async (c) => c.json(await gather(c, { kind: "event-type.aggregate" }), 202),
  );
