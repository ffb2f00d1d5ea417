import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { EventType } from "../../../contract/event-type.ts";
import type { Message, Verdicts } from "../../../contract/message.ts";
import type { Page } from "../../../contract/page.ts";
import { saving, withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { cookiePath } from "../../app/page-view.ts";
import { periodOf } from "../../app/period.ts";
import { setFlash } from "../../app/session.ts";
import { onceIn } from "../../app/shown.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { type Progress, progressOf } from "../../model/destinations.ts";
import { nameOf } from "../../model/endpoints.ts";
import { eventTypesOf, labelIn } from "../../model/event-types.ts";
import { inOneText } from "../../text/plain-words.ts";
import { Choice, Filtered, Filters, PeriodSelect, TypeSelect } from "../../ui/filters.tsx";
import { Csrf, Once } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Live } from "../../ui/live.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader, Pager, Time } from "../../ui/page.tsx";
import { whyNot } from "./resend.tsx";

const pageSize = 25;
/** With more webhooks than this, where an event stands is told on its own page only. */
const mostAsked = 30;

const ProgressBadges: FC<{ view: AppView; progress: Progress }> = ({ view, progress }) => {
  const text = view.text.messages.progress;
  if (progress.kind === "processing") return <Badge icon="clock">{text.processing}</Badge>;
  if (progress.kind === "nowhere")
    return (
      <>
        <Badge>{text.nowhere}</Badge>
        <span class="quiet">{text.why}</span>
      </>
    );
  const { counts } = progress;
  const [accepted, waiting, failed, canceled] = [
    counts[0] ?? 0,
    (counts[1] ?? 0) + (counts[3] ?? 0),
    counts[2] ?? 0,
    counts[4] ?? 0,
  ];
  const shown = (n: number) => view.format.number(n);
  return (
    <>
      {accepted > 0 && (
        <Badge tone="success" icon="check">
          {text.accepted(shown(accepted))}
        </Badge>
      )}
      {waiting > 0 && (
        <Badge tone="warning" icon="clock">
          {text.waiting(shown(waiting))}
        </Badge>
      )}
      {failed > 0 && (
        <Badge tone="danger" icon="alert">
          {text.failed(shown(failed))}
        </Badge>
      )}
      {canceled > 0 && <Badge>{text.canceled(shown(canceled))}</Badge>}
    </>
  );
};

interface RowsProps {
  view: AppView;
  messages: readonly Message[];
  types: Map<string, EventType>;
  progress: Map<string, Progress> | null;
}

const Rows: FC<RowsProps> = ({ view, messages, types, progress }) => (
  <ol class="log live-rows events">
    {messages.map((message) => {
      const where = progress?.get(message.id);
      return (
        <li id={message.id} class="log-row">
          <span class="log-time">
            <Time view={view} at={message.timestamp} as="exact" />
            {message.archivedAt && <small>{view.text.requests.archived}</small>}
          </span>
          <span class="log-what">
            <a href={`${view.base}/messages/${message.id}`}>
              {labelIn(types, message.eventType, view.language)}
            </a>
            <small class="id">{message.eventId ?? message.eventType}</small>
            {message.tags && message.tags.length > 0 && (
              <span class="labels">
                {message.tags.map((tag) => (
                  <Badge>{tag}</Badge>
                ))}
              </span>
            )}
          </span>
          <span class="log-progress">{where && <ProgressBadges view={view} progress={where} />}</span>
          <Icon name="forward" />
        </li>
      );
    })}
  </ol>
);

interface ExampleProps {
  view: AppView;
  endpoints: readonly Endpoint[];
  types: Map<string, EventType>;
  /** Webhook that was asked for in the address; undefined while nobody asked. */
  asked: string | undefined;
}

const Example: FC<ExampleProps> = ({ view, endpoints, types, asked }) => {
  const { messages: text, requests } = view.text;
  const able = endpoints.filter((endpoint) => whyNot(view, endpoint, false) === null);
  const known = [...types.values()].filter(({ archived, status }) => !archived && status !== "planned");
  return (
    <Dialog
      view={view}
      id="example"
      title={text.exampleTitle}
      open={asked !== undefined}
      closeTo={`${view.base}/messages`}
    >
      <form method="post" action={`${view.base}/messages/example`}>
        <Csrf view={view} />
        <Once />
        <p>{text.exampleText}</p>
        <div class="field">
          <label for="example-endpoint">{requests.webhook}</label>
          <select id="example-endpoint" name="endpoint" required>
            {able.map((endpoint) => (
              <Choice value={endpoint.id} chosen={asked ?? ""}>
                {nameOf(endpoint)}
              </Choice>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="example-type">{requests.event}</label>
          <select id="example-type" name="eventType" required>
            {known.map(({ name }) => (
              <option value={name}>{labelIn(types, name, view.language)}</option>
            ))}
          </select>
        </div>
        <footer>
          <a class="button secondary" href={`${view.base}/messages`} data-close>
            {view.text.actions.cancel}
          </a>
          <button type="submit">{text.exampleSend}</button>
        </footer>
      </form>
    </Dialog>
  );
};

async function page(c: Context<PageEnv<AppView>>) {
  const { view } = c.var;
  const { api, apiPath, format } = view;
  const { messages: text, requests } = view.text;
  const path = `${view.base}/messages`;
  const query = (name: string) => c.req.query(name) || "";
  const period = periodOf(query, format.timeZone, Date.now());
  const [type, tag, iterator] = [query("type"), query("tag").trim().slice(0, 256), query("iterator") || null];
  const filter = { event_types: type || null, tag: tag || null };
  const [found, endpoints, types] = await Promise.all([
    api.get<Page<Message & { verdicts: Verdicts }>>(`${apiPath}/msg`, {
      ...filter,
      limit: pageSize,
      iterator,
      with_content: false,
      with_verdicts: true,
      after: period.after,
      before: period.before,
    }),
    api.all<Endpoint>(`${apiPath}/endpoint`, { order: "ascending" }),
    eventTypesOf(api),
  ]);
  const filters = { type, tag, period: period.name, from: period.from, until: period.until };
  if (iterator?.startsWith("-") && found.data.length < pageSize) return c.redirect(withQuery(path, filters));
  const filtered = type !== "" || tag !== "" || period.name !== null;
  const progress =
    endpoints.length > mostAsked
      ? null
      : await progressOf(
          api,
          apiPath,
          endpoints.map(({ id }) => id),
          found.data,
          filter,
        );
  const canSend =
    !view.readOnly && types.size > 0 && endpoints.some((one) => whyNot(view, one, false) === null);

  return c.html(
    <Layout view={view} title={text.title} wide>
      <PageHeader title={text.title} intro={text.intro}>
        {canSend && (
          <a class="button secondary" href="?example=" data-dialog="example">
            <Icon name="send" />
            {text.example}
          </a>
        )}
      </PageHeader>
      <Filters view={view} action={path} target="#messages">
        <TypeSelect view={view} types={types} value={type} />
        <div class="filter">
          <label for="tag">{requests.filters.tag}</label>
          <input type="search" id="tag" name="tag" value={tag} autocomplete="off" />
        </div>
        <PeriodSelect view={view} period={period} />
      </Filters>
      <div id="messages">
        {filtered && <Filtered view={view} path={path} />}
        <Live view={view} id="message-list" from={iterator === null ? withQuery(path, filters) : null}>
          {found.data.length === 0 ? (
            <Empty
              icon="messages"
              title={filtered ? text.nothingFound : text.empty}
              hint={filtered ? requests.nothingFoundHint : text.emptyHint}
            />
          ) : (
            <Rows view={view} messages={found.data} types={types} progress={progress} />
          )}
          <Pager
            view={view}
            page={found}
            iterator={iterator}
            href={(at) => withQuery(path, { ...filters, iterator: at })}
          />
        </Live>
      </div>
      {canSend && <Example view={view} endpoints={endpoints} types={types} asked={c.req.query("example")} />}
    </Layout>,
  );
}

export const messages = new Hono<PageEnv<AppView>>()
  .get("/messages", page)
  .post("/messages/example", async (c) => {
    const { view } = c.var;
    const form = await c.req.formData();
    const endpoint = encodeURIComponent(String(form.get("endpoint")));
    const example = { eventType: String(form.get("eventType")) };
    const path = `${view.apiPath}/endpoint/${endpoint}/send-example`;
    const sent = await saving(async () => view.api.postOnce<Message>(path, example, await onceIn(form)));
    const [name = "", kind] =
      sent.issues === null ? ["", "success" as const] : [inOneText(view, sent.issues), "error" as const];
    setFlash(c, cookiePath(view), { key: kind === "success" ? "resent" : "refused", name, kind });
    return c.redirect(`${view.base}/messages${sent.value === null ? "" : `/${sent.value.id}`}`, 303);
  });
