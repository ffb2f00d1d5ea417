import { z } from "@hono/zod-openapi";
import { type Feed, feedOut } from "../../contract/feed.ts";
import { follow } from "../../pipeline/notify/feed.ts";
import * as applications from "../../store/applications.ts";
import { route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";

async function namesOf(env: Env, org: string, apps: string[]): Promise<Map<string, string>> {
  const found = await applications.findMany(env, org, apps);
  return new Map(found.map(({ id, name }) => [id, name]));
}

export const feed = router().openapi(
  route({
    method: "get",
    path: "/feed",
    tag: "Feed",
    summary: "Follow what is going on",
    description:
      "Messages and attempts of all applications, the newest last, at most 500. Ask again with `after` set to the `iterator` of the answer. Rows are made while somebody asks, and 60 seconds more; the first may take 5 seconds.",
    query: z.object({ after: z.string().min(1).max(64).optional() }),
    answers: { 200: feedOut },
    orgOnly: true,
  }),
  async (c) => {
    const { org } = c.var.caller;
    const { rows, iterator } = await follow(c.env, org, c.req.valid("query").after ?? null);
    const names = await namesOf(c.env, org, [...new Set(rows.map(({ app }) => app))]);
    const data = rows.map((one) => ({ ...one, at: iso(one.at), appName: names.get(one.app) ?? null }));
    return c.json({ data, iterator } satisfies Feed, 200);
  },
);
