import { type Context, Hono } from "hono";
import type { Child, FC } from "hono/jsx";
import type { Attempt, Destination } from "../../../contract/attempt.ts";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { EventType } from "../../../contract/event-type.ts";
import type { DeliveryStatus, Message, Verdicts } from "../../../contract/message.ts";
import type { Page } from "../../../contract/page.ts";
import { members } from "../../../core/json/spans.ts";
import type { Verdict } from "../../../core/matching/match.ts";
import { Layout } from "../../app/layout.tsx";
import { cookiePath } from "../../app/page-view.ts";
import { setFlash } from "../../app/session.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { nameOf } from "../../model/endpoints.ts";
import { eventTypesOf, labelIn } from "../../model/event-types.ts";
import { AttemptRows } from "../../ui/attempts.tsx";
import { Code } from "../../ui/code.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Live } from "../../ui/live.tsx";
import { Badge, Note, PageHeader, Time, type Tone } from "../../ui/page.tsx";
import { Ask, resend, SendButton, whyNot } from "./resend.tsx";

/** A message at one webhook. */
interface Place {
  id: string;
  /** Null when it was deleted. */
  endpoint: Endpoint | null;
  /** Null when the webhook came later, or the message was for another one only. */
  verdict: Verdict | null;
  delivery: DeliveryStatus | null;
}

interface Known {
  message: Message;
  /** The payload as text, byte for byte; null when it is gone. */
  payload: string | null;
  done: boolean;
  places: Place[];
  attempts: Attempt[];
  types: Map<string, EventType>;
}

const went = ({ verdict }: Place) => verdict === "matched" || verdict === "manual";

async function load(c: Context<PageEnv<AppView>>): Promise<Known> {
  const { api, apiPath } = c.var.view;
  const at = `${apiPath}/msg/${encodeURIComponent(c.req.param("id")!)}`;
  const [text, verdicts, deliveries, endpoints, attempts, types] = await Promise.all([
    api.raw("GET", at).then((response) => response.text()),
    api.get<Verdicts>(`${at}/verdicts`),
    api.all<Destination>(`${at}/endpoint`),
    api.all<Endpoint>(`${apiPath}/endpoint`, { order: "ascending" }),
    api.get<Page<Attempt>>(`${apiPath}/attempt/msg/${encodeURIComponent(c.req.param("id")!)}`, {
      limit: 50,
      with_content: false,
    }),
    eventTypesOf(api),
  ]);
  const message: Message = JSON.parse(text);
  const known = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const judged = new Map(verdicts.data.map(({ endpointId, verdict }) => [endpointId, verdict]));
  const ids = [...new Set([...judged.keys(), ...(verdicts.done ? known.keys() : [])])];
  const places = ids.map((id) => ({
    id,
    endpoint: known.get(id) ?? null,
    verdict: judged.get(id) ?? null,
    delivery: deliveries.find((one) => one.id === id) ?? null,
  }));
  places.sort((a, b) => Number(went(b)) - Number(went(a)));
  const gone = message.archivedAt != null || message.payload.expired === true;
  return {
    message,
    payload: gone ? null : (message.rawPayload ?? payloadIn(text)),
    done: verdicts.done,
    places,
    attempts: attempts.data,
    types,
  };
}

/** The payload in the API's answer, just as it was submitted: numbers are not rounded on the way. */
function payloadIn(text: string): string {
  const { start, end } = members(text).get("payload")!;
  return text.slice(start, end);
}

const stateOf = (view: AppView, place: Place): { tone: Tone; icon: IconName; label: Child } => {
  const { state } = view.text.messages;
  if (!went(place)) return { tone: "neutral", icon: "close", label: state.notSent };
  const { status = 1, nextAttempt = null } = place.delivery ?? {};
  if (status === 0) return { tone: "success", icon: "check", label: state.accepted };
  if (status === 2 && nextAttempt === null) return { tone: "danger", icon: "alert", label: state.failed };
  if (status === 4) return { tone: "neutral", icon: "close", label: state.canceled };
  if (status === 3) return { tone: "accent", icon: "send", label: state.sending };
  const when = nextAttempt === null ? null : view.format.exact(nextAttempt);
  return { tone: "warning", icon: "clock", label: when === null ? state.waiting : state.retry(when) };
};

function explain(view: AppView, { verdict, endpoint }: Place, message: Message): string {
  const { verdicts, later, notMeant } = view.text.messages;
  if (verdict !== null) return verdicts[verdict];
  return endpoint && endpoint.createdAt > message.timestamp ? later : notMeant;
}

const dialogOf = (place: Place) => `send-${place.id}`;

const PlaceRow: FC<{ view: AppView; place: Place; message: Message }> = ({ view, place, message }) => {
  const { messages: text, requests } = view.text;
  const { endpoint } = place;
  const state = stateOf(view, place);
  const name = endpoint ? nameOf(endpoint) : requests.deletedWebhook;
  return (
    <li id={`at-${place.id}`} class="place">
      <div class="place-name">
        <h3>{endpoint ? <a href={`${view.base}/webhooks/${endpoint.id}`}>{name}</a> : name}</h3>
        <p class="quiet">
          {!went(place) && <span class="visually-hidden">{text.whyNot} </span>}
          {explain(view, place, message)}
        </p>
      </div>
      <Badge tone={state.tone} icon={state.icon}>
        {state.label}
      </Badge>
      {!view.readOnly && endpoint && (
        <SendButton
          view={view}
          id={dialogOf(place)}
          action=""
          reason={whyNot(view, endpoint, message.archivedAt != null)}
          asks
          askAt={`?send=${place.id}`}
          icon={went(place) ? "rotate" : "send"}
          label={went(place) ? text.sendAgainTo(name) : text.sendNowTo(name)}
          small
        >
          {went(place) ? text.sendAgain : text.sendNow}
        </SendButton>
      )}
    </li>
  );
};

const Facts: FC<{ view: AppView; message: Message }> = ({ view, message }) => {
  const { messages: text, requests } = view.text;
  const list = (values: string[] | null) => values?.map((value) => <Badge>{value}</Badge>);
  const facts: [string, Child][] = [
    [text.time, <Time view={view} at={message.timestamp} as="exact" />],
    [text.id, <span class="id">{message.id}</span>],
    [text.eventId, message.eventId && <span class="id">{message.eventId}</span>],
    [text.origin, message.origin && (text.origins[message.origin] ?? message.origin)],
    [text.channels, message.channels?.length ? list(message.channels) : null],
    [text.tags, message.tags?.length ? list(message.tags) : null],
    [text.deliverAt, message.deliverAt && <Time view={view} at={message.deliverAt} as="exact" />],
  ];
  return (
    <dl class="particulars card">
      {facts.map(([name, value]) =>
        value ? (
          <div>
            <dt>{name}</dt>
            <dd>
              {value}
              {name === text.time && message.archivedAt && <Badge icon="clock">{requests.archived}</Badge>}
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
};

async function page(c: Context<PageEnv<AppView>>) {
  const { view } = c.var;
  const { messages: text, requests } = view.text;
  const { message, payload, done, places, attempts, types } = await load(c);
  const path = `${view.base}/messages/${message.id}`;
  const title = labelIn(types, message.eventType, view.language);
  const names = new Map(
    places.flatMap(({ id, endpoint }): [string, string][] => (endpoint ? [[id, nameOf(endpoint)]] : [])),
  );
  const archived = message.archivedAt ?? null;
  const able = places.filter(({ endpoint }) => whyNot(view, endpoint, archived !== null) === null);
  return c.html(
    <Layout view={view} title={`${title} · ${text.title}`} wide>
      <PageHeader
        title={title}
        back={{ href: `${view.base}/messages`, label: text.title }}
        badges={<span class="id quiet">{message.eventType}</span>}
      />
      <div class="stack">
        <Facts view={view} message={message} />
        <Live view={view} id="places" from={path}>
          <div class="stack">
            <section class="card">
              <h2>{text.webhooks}</h2>
              {!done && <p class="quiet">{text.notYet}</p>}
              {done && places.length === 0 && <p class="quiet">{text.noWebhooks}</p>}
              <ul class="places live-rows">
                {places.map((place) => (
                  <PlaceRow view={view} place={place} message={message} />
                ))}
              </ul>
            </section>
            <section class="tries">
              <h2>{text.requests}</h2>
              <AttemptRows view={view} attempts={attempts} types={types} names={names} />
              <p class="quiet when-empty">{requests.empty}</p>
            </section>
          </div>
        </Live>
        {payload === null ? (
          <Note>{text.payloadGone(archived === null ? null : view.format.dateTime(archived))}</Note>
        ) : (
          <Code view={view} id="payload" label={text.payload} text={payload} />
        )}
      </div>
      {!view.readOnly &&
        able.map((place) => (
          <Ask
            view={view}
            id={dialogOf(place)}
            title={text.sendTitle(nameOf(place.endpoint!))}
            action={`${path}/resend`}
            fields={{ endpoint: place.id }}
            open={c.req.query("send") === place.id}
            closeTo={path}
          >
            <p>{text.sendText}</p>
            {place.delivery?.status === 0 && <p>{requests.resendAccepted}</p>}
          </Ask>
        ))}
    </Layout>,
  );
}

export const message = new Hono<PageEnv<AppView>>()
  .get("/messages/:id", page)
  .post("/messages/:id/resend", async (c) => {
    const { view } = c.var;
    const form = await c.req.formData();
    const endpoint = encodeURIComponent(String(form.get("endpoint")));
    const id = c.req.param("id");
    const refused = await resend(view, endpoint, [id], form);
    setFlash(
      c,
      cookiePath(view),
      refused === null
        ? { key: "resent", kind: "success" }
        : { key: "refused", name: refused, kind: "error" },
    );
    return c.redirect(`${view.base}/messages/${encodeURIComponent(id)}`, 303);
  });
