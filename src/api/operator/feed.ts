import { z } from "@hono/zod-openapi";
import { follow } from "../../pipeline/notify/feed.ts";
import * as applications from "../../store/applications.ts";
import { route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";

const row = z
  .object({
    id: z.string(),
    at: z.string(),
    kind: z.enum(["message", "attempt"]),
    app: z.string(),
    appName: z.string().nullable(),
    endpoint: z.string().nullable().openapi({ description: "Null for a message." }),
    message: z.string().openapi({ description: "Of a batch, the first one." }),
    messages: z.int().openapi({ description: "How many went in one request." }),
    eventType: z.string(),
    status: z
      .int()
      .nullable()
      .openapi({ description: "Of an attempt: Success 0, Fail 2. Null for a message." }),
    code: z
      .int()
      .nullable()
      .openapi({ description: "HTTP status, 0 when there was no answer. Null for a message." }),
  })
  .openapi("FeedRow");

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
    answers: { 200: z.object({ data: z.array(row), iterator: z.string() }).openapi("Feed") },
    orgOnly: true,
  }),
  async (c) => {
    const { org } = c.var.caller;
    const { rows, iterator } = await follow(c.env, org, c.req.valid("query").after ?? null);
    const names = await namesOf(c.env, org, [...new Set(rows.map(({ app }) => app))]);
    const data = rows.map((one) => ({ ...one, at: iso(one.at), appName: names.get(one.app) ?? null }));
    return c.json({ data, iterator }, 200);
  },
);
