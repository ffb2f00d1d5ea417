import { z } from "@hono/zod-openapi";
import type { Attempt } from "../../core/delivery/attempt.ts";
import { PosthornError } from "../../core/errors.ts";
import { type RequestAsSent, requestAsSent } from "../../pipeline/request/as-sent.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { attemptParams, pathAttempt } from "./attempt-path.ts";

const tag = "Attempt";

/** What went over the wire. */
export const attemptContent = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/raw",
      tag,
      summary: "Get request and answer as they were, as text",
      description: "Secrets in headers are masked. 410 once the payload is gone.",
      params: attemptParams,
      answers: { 200: "text" },
    }),
    async (c) => {
      const { attempt, request } = await sent(c);
      return c.text(raw(attempt, request), 200, { "cache-control": "no-store", ...inert });
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/download",
      tag,
      summary: "Get the JSON that was sent, as a file",
      description: "410 once the payload is gone.",
      params: attemptParams,
      answers: { 200: z.record(z.string(), z.unknown()) },
    }),
    async (c) => {
      const { attempt, request } = await sent(c);
      return c.body(request.json!, 200, {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="${attempt.message}.json"`,
        ...inert,
      });
    },
  );

/** Whatever a payload holds, no browser takes it for a page. */
const inert = { "x-content-type-options": "nosniff", "content-security-policy": "sandbox" };

async function sent(c: ApiContext): Promise<{ attempt: Attempt; request: RequestAsSent }> {
  const { app, attempt } = await pathAttempt(c);
  const request = await requestAsSent(c.env, app.id, attempt);
  if (request === null) throw new PosthornError("request_not_made", { why: attempt.response });
  if (request.gone) throw new PosthornError("payload_gone");
  return { attempt, request };
}

function raw({ code, response, duration }: Attempt, { method, url, headers, body }: RequestAsSent): string {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const answer = code === 0 ? [response] : [`HTTP ${code} (${duration} ms)`, "", response];
  return [`${method} ${url}`, ...head, "", ...(body === null ? [] : [body, ""]), ...answer, ""].join("\n");
}
