import { messageOut } from "../../contract/message.ts";
import {
  bulkReplayIn,
  exampleIn,
  recoverIn,
  replayIn,
  type Task,
  taskOut,
  type Window,
} from "../../contract/repair.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { exampleOf } from "../../core/json-schema/example.ts";
import { newMessage } from "../../core/message.ts";
import { problem } from "../../core/problems/problem.ts";
import type { Replay } from "../../objects/outbox/replays.ts";
import { enqueue } from "../../objects/shared/enqueue.ts";
import { accept, refusal } from "../../pipeline/accept/accept.ts";
import { enqueueHandOut } from "../../pipeline/deliver/hand-out.ts";
import { isUnconfirmed } from "../../pipeline/request/target.ts";
import * as eventTypes from "../../store/event-types.ts";
import { newId } from "../../store/ids.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";
import { jsonAnswer, messageJson } from "../message/json.ts";
import { endpointParams, endpointSettings, pathEndpoint } from "./path.ts";

const task = (name: Task["task"], finished: boolean, id: string): Task => ({
  id,
  status: finished ? "finished" : "running",
  task: name,
  updatedAt: iso(Date.now()),
});

/** The moments (ms) between which messages are meant: from `since` up to, but not at, `until`. */
function windowOf({ since, until }: Window): { since: number; until: number } {
  const now = Date.now();
  const from = Date.parse(since);
  const to = until == null ? now : Math.min(Date.parse(until), now);
  if (from < to) return { since: from, until: to };
  throw invalid(["body", "since"], problem("window_invalid"));
}

export function refuseStopped(app: Application, endpoint: Endpoint): void {
  if (endpoint.disabled) throw new PosthornError("endpoint_disabled");
  if (isUnconfirmed(endpoint)) throw new PosthornError("email_unconfirmed");
  if (!app.webhooksEnabled) throw new PosthornError("webhooks_disabled");
}

async function pathStarted(c: ApiContext) {
  const { app, endpoint } = await pathEndpoint(c);
  refuseStopped(app, endpoint);
  return { app, endpoint, outbox: c.env.OUTBOX.getByName(endpoint.id) };
}

async function replay(c: ApiContext, name: Task["task"], replay: Replay) {
  const { endpoint, outbox } = await pathStarted(c);
  const { handOut, job, done } = await outbox.replay(await endpointSettings(c.env, endpoint), replay);
  await enqueueHandOut(c.env, handOut);
  if (job !== null) await enqueue(c.env.EVENTS, [job]);
  return c.json(task(name, done, replay.id), 202);
}

const tag = "Repair";

export const repair = router()
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/{endpoint_id}/recover",
      tag,
      summary: "Send again what failed",
      description:
        "Messages accepted in [since, until) that the endpoint never accepted and that were given up are planned anew, with all their retries. What is still waiting for a retry goes on as it is.",
      params: endpointParams,
      body: recoverIn,
      answers: { 202: taskOut },
    }),
    async (c) =>
      replay(c, "endpoint.recover", {
        kind: "failed",
        id: newId("task"),
        ...windowOf(c.req.valid("json")),
      }),
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/{endpoint_id}/replay-missing",
      tag,
      summary: "Send what was never sent",
      description:
        "Messages accepted in [since, until) that were never attempted at the endpoint and that match it as it is today are sent, with all retries: for instance what came before the endpoint was created, or while it was disabled. What a cooldown kept back isn't missing.",
      params: endpointParams,
      body: replayIn,
      answers: { 202: taskOut },
    }),
    async (c) =>
      replay(c, "endpoint.replay", {
        kind: "missing",
        id: newId("task"),
        ...windowOf(c.req.valid("json")),
      }),
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/{endpoint_id}/bulk-replay",
      tag,
      summary: "Send once more what was sent",
      description:
        "Every message accepted in [since, until) that was attempted at the endpoint and fits the filters, accepted or not, is sent once more: one attempt, without retries. `status` is where the message stands, `statusCodeClass` that of its latest answer.",
      params: endpointParams,
      body: bulkReplayIn,
      answers: { 202: taskOut },
    }),
    async (c) => {
      const { eventTypes, channel, tag, status, statusCodeClass, ...window } = c.req.valid("json");
      const filter = {
        status: status ?? null,
        eventTypes: eventTypes ?? null,
        channel: channel ?? null,
        tag: tag ?? null,
        codeClass: statusCodeClass ?? null,
      };
      const id = newId("task");
      return replay(c, "endpoint.bulk-replay", { kind: "sent", id, ...windowOf(window), filter });
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/{endpoint_id}/send-example",
      tag,
      summary: "Send an example of an event type",
      description:
        'A message like any other, but for this endpoint only, whatever it is subscribed to. Its payload is the event type\'s example, else one made from the newest schema. `svix.ping` needs no event type and has the payload `{"success":true}`.',
      params: endpointParams,
      body: exampleIn,
      answers: { 202: messageOut },
    }),
    async (c) => {
      const { eventType, exampleIndex } = c.req.valid("json");
      const { app, endpoint } = await pathStarted(c);
      const payload = await examplePayload(c, eventType, exampleIndex ?? null);
      const example = { ...newMessage({ eventType }, payload, Date.now()), recipient: endpoint.id };
      const { acceptances } = await accept(c.env, app.org, app.id, [example], [null], "https");
      const [acceptance] = acceptances;
      if (!acceptance?.ok) throw refusal(example, acceptance!.reason);
      return jsonAnswer(messageJson(acceptance.message, example, true), 202);
    },
  );

/** What the consoles and SDKs of Svix ask for to try an endpoint: there without being an event type. */
const pingType = "svix.ping";
const pingPayload = '{"success":true}';

async function examplePayload(c: ApiContext, eventType: string, index: number | null): Promise<string> {
  if (eventType === pingType) return pingPayload;
  const { org, featureFlags } = c.var.caller;
  const known = await eventTypes.find(c.env, org, eventType, featureFlags);
  if (!known) throw invalid(["body", "eventType"], problem("event_type_unknown", { name: eventType }));
  if (known.archived)
    throw invalid(["body", "eventType"], problem("event_type_archived", { name: eventType }));
  const { extensions, schemas } = known;
  return JSON.stringify(exampleOf({ example: extensions.example ?? null, schemas }, index));
}
