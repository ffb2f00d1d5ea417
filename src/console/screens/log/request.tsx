import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Attempt, AttemptWithRequest, Destination } from "../../../contract/attempt.ts";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { EventType } from "../../../contract/event-type.ts";
import type { DeliveryStatus, Message } from "../../../contract/message.ts";
import type { Page } from "../../../contract/page.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { cookiePath } from "../../app/page-view.ts";
import { setFlash } from "../../app/session.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { answerOf, isBatch } from "../../model/attempts.ts";
import { curlOf } from "../../model/curl.ts";
import { nameOf } from "../../model/endpoints.ts";
import { eventTypesOf } from "../../model/event-types.ts";
import { AttemptRows, attemptPath, Labels, Status, titleOf } from "../../ui/attempts.tsx";
import { CopyButton } from "../../ui/code.tsx";
import { Exchange } from "../../ui/exchange.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Live } from "../../ui/live.tsx";
import { Badge, Note, PageHeader, Time } from "../../ui/page.tsx";
import { Ask, resend, SendButton, whyNot } from "./resend.tsx";

/** More events than this are not sent again in one go. */
const mostResent = 20;

interface Known {
  attempt: AttemptWithRequest;
  message: Message;
  /** Null when it was deleted. */
  endpoint: Endpoint | null;
  delivery: DeliveryStatus | null;
  /** Of the same message at the same webhook, the latest first. */
  tries: Attempt[];
  types: Map<string, EventType>;
}

const attemptAt = (c: Context<PageEnv<AppView>>) =>
  `${messageAt(c)}/attempt/${encodeURIComponent(c.req.param("id")!)}`;
const messageAt = (c: Context<PageEnv<AppView>>) =>
  `${c.var.view.apiPath}/msg/${encodeURIComponent(c.req.param("msg")!)}`;

async function load(c: Context<PageEnv<AppView>>): Promise<Known> {
  const { api, apiPath } = c.var.view;
  const attempt = await api.get<AttemptWithRequest>(attemptAt(c));
  const { endpointId } = attempt;
  const [message, endpoint, deliveries, tries, types] = await Promise.all([
    api.get<Message>(messageAt(c), { with_content: false }),
    api.maybe<Endpoint>(`${apiPath}/endpoint/${endpointId}`),
    api.maybe<Page<Destination>>(`${messageAt(c)}/endpoint`, { limit: 250 }),
    api.maybe<Page<Attempt>>(`${apiPath}/attempt/msg/${encodeURIComponent(c.req.param("msg")!)}`, {
      endpoint_id: endpointId,
      limit: 50,
      with_content: false,
    }),
    eventTypesOf(api),
  ]);
  return {
    attempt,
    message,
    endpoint,
    delivery: deliveries?.data.find(({ id }) => id === endpointId) ?? null,
    tries: tries?.data ?? [attempt],
    types,
  };
}

/** A link that looks like a button; without an address, a button that says why it does nothing. */
const Action: FC<{ href: string; icon: IconName; reason: string | null; label: string; more?: object }> = ({
  href,
  icon,
  reason,
  label,
  more = {},
}) =>
  reason === null ? (
    <a class="button secondary" href={href} {...more}>
      <Icon name={icon} />
      {label}
    </a>
  ) : (
    <button type="button" class="secondary" disabled title={reason}>
      <Icon name={icon} />
      {label}
    </button>
  );

const Actions: FC<{ view: AppView; known: Known; path: string }> = ({ view, known, path }) => {
  const { requests: text } = view.text;
  const { attempt, endpoint, message, delivery } = known;
  const archived = message.archivedAt != null;
  const unshown = archived ? text.whyNot.archived : attempt.request === null ? text.whyNot.notMade : null;
  const count = attempt.messages?.length ?? 1;
  return (
    <>
      <Action
        href={`${path}/raw`}
        icon="eye"
        reason={unshown}
        label={text.raw}
        more={view.framed ? {} : { target: "_blank", rel: "noopener" }}
      />
      <Action
        href={`${path}/download`}
        icon="download"
        reason={unshown}
        label={text.download}
        more={{ download: true }}
      />
      {!view.readOnly && (
        <SendButton
          view={view}
          id="resend"
          action={`${path}/resend`}
          reason={
            whyNot(view, endpoint, archived) ??
            (count > mostResent ? text.resendBatchTooLarge(view.format.number(count)) : null)
          }
          asks={delivery?.status === 0 || attempt.status === 0 || count > 1}
          askAt="?resend=1"
        >
          {text.resend}
        </SendButton>
      )}
    </>
  );
};

const Facts: FC<{ view: AppView; known: Known }> = ({ view, known }) => {
  const { requests: text } = view.text;
  const { attempt, message, endpoint, delivery } = known;
  const times = attempt.replayCount ?? 0;
  return (
    <dl class="particulars card">
      <div>
        <dt>{text.time}</dt>
        <dd>
          <Time view={view} at={attempt.timestamp} as="exact" />
          {message.archivedAt && <Badge icon="clock">{text.archived}</Badge>}
        </dd>
      </div>
      <div>
        <dt>{text.webhook}</dt>
        <dd>
          {endpoint ? (
            <a href={`${view.base}/webhooks/${endpoint.id}`}>{nameOf(endpoint)}</a>
          ) : (
            text.deletedWebhook
          )}
        </dd>
      </div>
      <div>
        <dt>{text.event}</dt>
        <dd>
          {isBatch(attempt) ? (
            text.batch(view.format.number(attempt.messages!.length))
          ) : (
            <a href={`${view.base}/messages/${message.id}`} class="id">
              {message.id}
            </a>
          )}
        </dd>
      </div>
      <div>
        <dt>{text.trigger}</dt>
        <dd>
          {attempt.triggerType !== 1
            ? text.automatic
            : times > 1
              ? text.againTimes(view.format.number(times))
              : text.byHand}
        </dd>
      </div>
      {delivery?.nextAttempt && (
        <div>
          <dt>{text.nextAttempt}</dt>
          <dd>
            <Time view={view} at={delivery.nextAttempt} as="exact" />
          </dd>
        </div>
      )}
    </dl>
  );
};

const Events: FC<{ view: AppView; ids: readonly string[] }> = ({ view, ids }) => (
  <section class="card">
    <h2>{view.text.requests.events(view.format.number(ids.length))}</h2>
    <ol class="batch-events">
      {ids.map((id) => (
        <li>
          <a href={`${view.base}/messages/${id}`} class="id">
            {id}
          </a>
        </li>
      ))}
    </ol>
  </section>
);

async function page(c: Context<PageEnv<AppView>>) {
  const { view } = c.var;
  const { requests: text } = view.text;
  const known = await load(c);
  const { attempt, message, tries, types } = known;
  const path = attemptPath(view, { msgId: message.id, id: attempt.id });
  const title = titleOf(view, types, attempt);
  const archived = message.archivedAt ?? null;
  const request = attempt.request ?? null;
  const curl = request && archived === null ? curlOf(request) : null;
  const batch = isBatch(attempt);

  return c.html(
    <Layout view={view} title={`${title} · ${text.title}`} wide>
      <PageHeader
        title={title}
        back={{ href: `${view.base}/attempts`, label: text.title }}
        badges={
          <>
            <Status view={view} attempt={attempt} />
            <Labels view={view} attempt={attempt} />
          </>
        }
      >
        <Actions view={view} known={known} path={path} />
      </PageHeader>
      <div class="stack">
        <Facts view={view} known={known} />
        {archived !== null && <Note>{text.archivedNote(view.format.dateTime(archived))}</Note>}
        <Exchange
          view={view}
          id="exchange"
          request={request}
          answer={answerOf(attempt)}
          gone={archived !== null}
        >
          {curl !== null && <CopyButton view={view} value={curl} label={text.copyCurl} />}
        </Exchange>
        {curl?.includes("•••") && <p class="quiet curl-note">{text.curlNote}</p>}
        {batch && <Events view={view} ids={attempt.messages!} />}
        <section class="tries">
          <h2>{batch ? text.triesBatch : text.tries}</h2>
          <Live view={view} id="tries" from={withQuery(path)}>
            <AttemptRows view={view} attempts={tries} types={types} current={attempt.id} />
          </Live>
        </section>
      </div>
      {!view.readOnly && (
        <Ask
          view={view}
          id="resend"
          title={text.resendTitle}
          action={`${path}/resend`}
          open={c.req.query("resend") !== undefined}
          closeTo={path}
        >
          {attempt.status === 0 || known.delivery?.status === 0 ? <p>{text.resendAccepted}</p> : null}
          {batch && <p>{text.resendBatch(view.format.number(attempt.messages!.length))}</p>}
        </Ask>
      )}
    </Layout>,
  );
}

/** Whatever a payload or an answer holds, no browser takes it for a page of ours. */
async function content(c: Context<PageEnv<AppView>>, what: "raw" | "download") {
  const answer = await c.var.view.api.raw("GET", `${attemptAt(c)}/${what}`);
  c.header("content-security-policy", "default-src 'none'; sandbox");
  c.header("cache-control", "no-store");
  c.header("content-type", what === "raw" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8");
  if (what === "download")
    c.header("content-disposition", answer.headers.get("content-disposition") ?? "attachment");
  return c.body(await answer.text());
}

export const request = new Hono<PageEnv<AppView>>()
  .get("/attempts/:msg/:id", page)
  .get("/attempts/:msg/:id/raw", (c) => content(c, "raw"))
  .get("/attempts/:msg/:id/download", (c) => content(c, "download"))
  .post("/attempts/:msg/:id/resend", async (c) => {
    const { view } = c.var;
    const attempt = await view.api.get<Attempt>(attemptAt(c));
    const messages = (attempt.messages ?? [attempt.msgId]).slice(0, mostResent);
    const refused = await resend(view, attempt.endpointId, messages, await c.req.formData());
    setFlash(
      c,
      cookiePath(view),
      refused === null
        ? { key: "resent", kind: "success" }
        : { key: "refused", name: refused, kind: "error" },
    );
    return c.redirect(attemptPath(view, { msgId: c.req.param("msg"), id: attempt.id }), 303);
  });
