import { z } from "@hono/zod-openapi";
import { endpointIn, endpointPatch } from "../../contract/endpoint.ts";
import {
  type Answer,
  type EndpointTest,
  type PreviewedRequest,
  previewOut,
  type RequestPreview,
  type TestIn,
  testIn,
  testOut,
} from "../../contract/endpoint-test.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { exampleOf } from "../../core/json-schema/example.ts";
import { mainOrg } from "../../core/operational.ts";
import { problem } from "../../core/problems/problem.ts";
import type { Outbound } from "../../pipeline/request/build.ts";
import { requestFor, shapeOf } from "../../pipeline/request/build.ts";
import { composeEvent, transmitEmail } from "../../pipeline/request/send-email.ts";
import { emailOf, isUnconfirmed, type Target, targetOf } from "../../pipeline/request/target.ts";
import { previewHeaders, transmit } from "../../pipeline/request/transmit.ts";
import * as endpoints from "../../store/endpoints.ts";
import * as eventTypes from "../../store/event-types.ts";
import { newId } from "../../store/ids.ts";
import * as settings from "../../store/settings.ts";
import { pathApplication } from "../application/application.ts";
import { type ApiContext, problemsAt, route, router } from "../http/router.ts";
import { draftChange, draftEndpoint, planOf } from "./draft.ts";

/** Requests a minute and application. */
const limit = { most: 30, perMs: 60_000 };

const tag = "Endpoint";
const params = z.object({ app_id: z.string() });

export const endpointTest = router()
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/preview",
      tag,
      summary: "See the request that an endpoint would get",
      description: "Of a saved endpoint, or of one that is only thought of. Nothing is saved or sent.",
      params,
      body: testIn,
      answers: { 200: previewOut },
    }),
    async (c) => {
      const { target, message } = await prepare(c, c.req.valid("json"));
      return c.json({ request: await preview(c.env, target, message) } satisfies RequestPreview, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/test",
      tag,
      summary: "Send an example to an endpoint and see the answer",
      description: `Of a saved endpoint, or of one that is only thought of. It is no delivery: nothing is saved, logged or tried again. At most ${limit.most} a minute and application.`,
      params,
      body: testIn,
      answers: { 200: testOut },
    }),
    async (c) => {
      const { app, target, message } = await prepare(c, c.req.valid("json"));
      if (!(await c.env.JOURNAL.getByName(app.id).spendQuota("tests", limit)))
        throw new PosthornError("tests_too_many", { max: limit.most });
      const request = await preview(c.env, target, message);
      return c.json({ request, response: await send(c.env, target, message) } satisfies EndpointTest, 200);
    },
  );

/** The endpoint that is meant, saved or not, and an example of the event. */
async function prepare(c: ApiContext, input: TestIn) {
  const app = await pathApplication(c);
  const endpoint = await endpointOf(c, app, input);
  const { svixHeaders } = await settings.find(c.env, mainOrg(app.org));
  const payload = input.payload ?? (await exampleFor(c, app.org, input.eventType));
  const content = { payload: JSON.stringify(payload), contentType: null };
  const message: Outbound = { message: newId("message"), eventType: input.eventType, content };
  const target = targetOf(c.env, { ...endpoint, webhooksEnabled: true, svixHeaders });
  return { app, target, message };
}

type App = Awaited<ReturnType<typeof pathApplication>>;

async function endpointOf(c: ApiContext, app: App, { endpoint, endpointId }: TestIn) {
  if (endpointId === undefined) {
    if (endpoint === undefined) throw invalid(["body", "endpoint"], problem("endpoint_or_id_required"));
    return draftEndpoint(c, app, await planOf(c.env, app), parse(endpointIn, endpoint));
  }
  const saved = await endpoints.find(c.env, app.id, endpointId);
  if (!saved) throw new PosthornError("no_such_endpoint");
  return endpoint === undefined ? saved : draftChange(c, app, saved, parse(endpointPatch, endpoint));
}

/** Issues name the field as in a request that would save it. */
function parse<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw problemsAt("body", parsed.error.issues);
  return parsed.data;
}

async function exampleFor(c: ApiContext, org: string, eventType: string) {
  const { featureFlags } = c.var.caller;
  const found = await eventTypes.find(c.env, org, eventType, featureFlags);
  if (!found) throw invalid(["body", "eventType"], problem("event_type_unknown", { name: eventType }));
  return exampleOf({ example: found.extensions.example ?? null, schemas: found.schemas }, null);
}

async function preview(env: Env, target: Target, message: Outbound): Promise<PreviewedRequest> {
  const { endpoint } = target;
  const email = emailOf(endpoint);
  if (email !== null) {
    const { mail, headers, json } = await composeEvent(env, target, email, message);
    return { method: "EMAIL", url: `mailto:${email}`, headers, body: json, text: mail.text };
  }
  const { method, url, body, contentType } = requestFor(shapeOf(endpoint), endpoint.url, [message]);
  const headers = await previewHeaders(target, message.message, body, contentType);
  return { method, url, headers, body };
}

async function send(env: Env, target: Target, message: Outbound): Promise<Answer> {
  const { endpoint } = target;
  const email = emailOf(endpoint);
  if (isUnconfirmed(endpoint)) throw new PosthornError("email_unconfirmed");
  const sent =
    email === null
      ? await transmit(env, target, message.message, [message], Number.POSITIVE_INFINITY)
      : await transmitEmail(env, target, email, message, Number.POSITIVE_INFINITY);
  if (sent === "late" || sent === "oversized") throw invalid(["body", "payload"], problem("batch_too_large"));
  const { code, response, duration, success, failure, bodyFailure, reason } = sent.outcome;
  return {
    status: code,
    body: code === 0 ? "" : response,
    durationMs: duration,
    success,
    failure,
    bodyFailure,
    reason,
  };
}
