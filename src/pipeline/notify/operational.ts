import type { Notice, OperationalType } from "../../core/operational.ts";
import { operationalOrg } from "../../core/operational.ts";
import type { AttemptNotice } from "../../objects/outbox/settle.ts";
import * as applications from "../../store/applications.ts";
import * as endpoints from "../../store/endpoints.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { accept } from "../accept/accept.ts";
import { audienceOf } from "./audience.ts";

/** Uid of the hidden application that owns an organisation's operational endpoints. */
export const operationalUid = "operational";

const mostAtOnce = 100;

interface OperationalEvent {
  type: OperationalType;
  data: Record<string, unknown>;
  /** The same event within 12 hours is told once. */
  key: string;
}

/** Sends events to the operator's own endpoints, if there are any: messages like others. Never throws. */
async function notify(env: Env, org: string, describe: () => Promise<OperationalEvent[]>): Promise<void> {
  try {
    if (!(await audienceOf(env, org)).hasOperationalEndpoint) return;
    const events = await describe();
    const messages = events.map(({ type, data }) => ({
      eventType: type,
      origin: null,
      eventId: null,
      channels: null,
      tags: null,
      payload: JSON.stringify({ type, data }),
      contentType: null,
      retentionMs: null,
      deliverAt: null,
      recipient: null,
    }));
    const keys = events.map(({ type, key }) => `${type} ${key}`);
    for (let at = 0; at < messages.length; at += mostAtOnce)
      await accept(
        env,
        operationalOrg(org),
        operationalUid,
        messages.slice(at, at + mostAtOnce),
        keys.slice(at, at + mostAtOnce),
        "operational",
      );
  } catch (error) {
    log("operational_failed", { org, error: String(error) });
  }
}

const about = (app: Application, endpoint: Endpoint) => ({
  appId: app.id,
  appUid: app.uid,
  endpointId: endpoint.id,
  endpointUid: endpoint.uid,
});

/** An endpoint was created, changed or deleted. */
export const notifyOfEndpoint = (
  env: Env,
  type: Exclude<OperationalType, Notice | "endpoint.disabled">,
  app: Application,
  endpoint: Endpoint,
): Promise<void> =>
  notify(env, app.org, async () => [{ type, data: about(app, endpoint), key: newId("job") }]);

interface Place {
  org: string;
  app: string;
  endpoint: string;
}

async function find(env: Env, { org, app, endpoint }: Place) {
  const [application, found] = await Promise.all([
    applications.find(env, org, app),
    endpoints.find(env, app, endpoint),
  ]);
  return application && found ? about(application, found) : null;
}

/** @param failingSince when the first of its failures in a row was seen (ms) */
export const notifyOfDisabled = (env: Env, place: Place, failingSince: number | null): Promise<void> =>
  notify(env, place.org, async () => {
    const subject = await find(env, place);
    if (subject === null) return [];
    const failSince = failingSince === null ? null : new Date(failingSince).toISOString();
    const data = { ...subject, failSince, trigger: "automatic" };
    return [{ type: "endpoint.disabled", data, key: `${place.endpoint} ${failSince}` }];
  });

/** Messages are failing, given up, or came through after all. */
export const notifyOfAttempts = (env: Env, place: Place, notices: AttemptNotice[]): Promise<void> =>
  notify(env, place.org, async () => {
    const [subject, messages] = await Promise.all([
      find(env, place),
      env.JOURNAL.getByName(place.app).findMany([...new Set(notices.map(({ message }) => message))]),
    ]);
    if (subject === null) return [];
    const eventIds = new Map(messages.map(({ id, eventId }) => [id, eventId]));
    return notices.map(({ notice, message, attempt }) => ({
      type: notice,
      data: {
        ...subject,
        msgId: message,
        msgEventId: eventIds.get(message) ?? null,
        lastAttempt: {
          id: attempt.id,
          timestamp: new Date(attempt.at).toISOString(),
          responseStatusCode: attempt.code,
        },
      },
      key: `${message} ${attempt.id}`,
    }));
  });
