import type {
  AttemptNotice,
  EndpointEvent,
  EndpointSubject,
  OperationalType,
} from "../../core/operational.ts";
import { operationalOrg } from "../../core/operational.ts";
import * as applications from "../../store/applications.ts";
import * as endpoints from "../../store/endpoints.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { accept } from "../accept/accept.ts";
import { audienceOf } from "./audience.ts";

/** Uid of the hidden application that owns an organisation's operational endpoints. */
export const operationalUid = "operational";

const mostAtOnce = 100;

interface OperationalEvent {
  type: OperationalType;
  data: Record<string, unknown>;
  /** Tells the event from all others: it is told once, however often it is notified of. */
  eventId: string;
}

/** Sends events to the operator's own endpoints, if there are any: messages like others. */
async function notify(env: Env, org: string, describe: () => Promise<OperationalEvent[]>): Promise<void> {
  if (!(await audienceOf(env, org)).hasOperationalEndpoint) return;
  const messages = (await describe()).map(({ type, data, eventId }) => ({
    eventType: type,
    origin: null,
    eventId,
    channels: null,
    tags: null,
    payload: JSON.stringify({ type, data }),
    contentType: null,
    retentionMs: null,
    deliverAt: null,
    recipient: null,
  }));
  for (let at = 0; at < messages.length; at += mostAtOnce) {
    const some = messages.slice(at, at + mostAtOnce);
    const keys = some.map(() => null);
    await accept(env, operationalOrg(org), operationalUid, some, keys, "operational");
  }
}

export const about = (
  app: Pick<Application, "id" | "uid">,
  endpoint: Pick<Endpoint, "id" | "uid">,
): EndpointSubject => ({
  appId: app.id,
  appUid: app.uid,
  endpointId: endpoint.id,
  endpointUid: endpoint.uid,
});

/**
 * An endpoint was created, changed or deleted.
 *
 * @param revision that it got by this
 */
export const tellOfEndpoint = (
  env: Env,
  org: string,
  type: EndpointEvent,
  subject: EndpointSubject,
  revision: number,
): Promise<void> =>
  notify(env, org, async () => [
    { type, data: { ...subject }, eventId: `${type}.${subject.endpointId}.${revision}` },
  ]);

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

/**
 * @param version of the settings under which it was to be disabled
 * @param failingSince when the first of its failures in a row was seen (ms), null after a success
 */
export const tellOfDisabled = (
  env: Env,
  place: Place,
  version: number,
  failingSince: number | null,
): Promise<void> =>
  notify(env, place.org, async () => {
    const subject = await find(env, place);
    if (subject === null) return [];
    const failSince = failingSince === null ? null : new Date(failingSince).toISOString();
    const data = { ...subject, failSince, trigger: "automatic" };
    return [{ type: "endpoint.disabled", data, eventId: `disabled.${place.endpoint}.${version}` }];
  });

/** Messages are failing, given up, or came through after all. */
export const tellOfAttempts = (env: Env, place: Place, notices: AttemptNotice[]): Promise<void> =>
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
      eventId: `${notice}.${message}.${attempt.id}`,
    }));
  });
