import { Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Received, Receiver } from "../../contract/test-receiver.ts";
import { withQuery } from "../app/client.ts";
import { Layout } from "../app/layout.tsx";
import { cookiePath } from "../app/page-view.ts";
import { setFlash } from "../app/session.ts";
import type { AppView, PageEnv } from "../app/view.ts";
import { Code, CopyButton } from "../ui/code.tsx";
import { Icon } from "../ui/icon.tsx";
import { Confirm } from "../ui/overlay.tsx";
import { Badge, PageHeader, Time } from "../ui/page.tsx";

const target = ({ path, query }: Received) => (query === "" ? path : `${path}?${query}`);

const Address: FC<{ view: AppView; url: string }> = ({ view, url }) => {
  const { receiver: text } = view.text;
  return (
    <section class="card receiver-address" aria-labelledby="address-title">
      <h2 id="address-title">{text.address}</h2>
      <div class="address-row">
        <code id="address">{url}</code>
        <CopyButton view={view} value={url} />
      </div>
      <div class="address-foot">
        <p class="quiet">{text.addressHint}</p>
        {!view.readOnly && (
          <a class="button" href={withQuery(`${view.base}/webhooks/new`, { url })}>
            <Icon name="plus" />
            {text.createWebhook}
          </a>
        )}
      </div>
    </section>
  );
};

const Pairs: FC<{ view: AppView; id: string; title: string; pairs: [string, string][] }> = ({
  view,
  id,
  title,
  pairs,
}) => {
  const { receiver: text } = view.text;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div class="table-wrap">
        <table class="pairs">
          <thead class="visually-hidden">
            <tr>
              <th scope="col">{text.name}</th>
              <th scope="col">{text.value}</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(([name, value]) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Content: FC<{ view: AppView; request: Received }> = ({ view, request }) => {
  const { receiver: text } = view.text;
  const { body, truncated } = request;
  const contentType = request.headers["content-type"] ?? "";
  if (body === "") return <p class="quiet">{text.noBody}</p>;
  const isForm = contentType.startsWith("application/x-www-form-urlencoded") && !truncated;
  return (
    <>
      <Code view={view} id="body" label={contentType || text.body} text={body} />
      {truncated && <p class="quiet">{text.truncated}</p>}
      {isForm && (
        <Pairs view={view} id="form-title" title={text.form} pairs={[...new URLSearchParams(body)]} />
      )}
    </>
  );
};

const Detail: FC<{ view: AppView; request: Received }> = ({ view, request }) => {
  const { receiver: text } = view.text;
  return (
    <article class="card received" id="received" aria-labelledby="received-title">
      <header>
        <h2 id="received-title">
          <Badge tone="accent">{request.method}</Badge>
          <span class="target">{target(request)}</span>
        </h2>
        <p class="quiet">
          <Time view={view} at={request.at} as="exact" />
        </p>
      </header>
      <Content view={view} request={request} />
      {request.query !== "" && (
        <Pairs
          view={view}
          id="query-title"
          title={text.query}
          pairs={[...new URLSearchParams(request.query)]}
        />
      )}
      <Pairs view={view} id="headers-title" title={text.headers} pairs={Object.entries(request.headers)} />
    </article>
  );
};

interface ListProps {
  view: AppView;
  receiver: Receiver;
  shown: Received | null;
  /** Ids up to this one were there before; null shows none as new. */
  known: string | null;
}

/** A failure in between changes nothing; the next question comes soon. */
const untilItIsBack = { "hx-status:5xx": "swap:none", "hx-status:429": "swap:none" };

/** Asks for what has come in since, and leaves the request that is looked at alone. */
const List: FC<ListProps> = ({ view, receiver: { data }, shown, known }) => {
  const { receiver: text } = view.text;
  const path = `${view.base}/receiver`;
  const poll = withQuery(path, { request: shown?.id, known: data[0]?.id ?? "none" });
  const part = data.length === 0 ? "#incoming" : "#received-list";
  return (
    <div
      id="received-list"
      hx-get={poll}
      hx-trigger="every 3s"
      hx-target={part}
      hx-select={part}
      hx-swap="outerHTML"
      {...untilItIsBack}
    >
      <header class="received-bar">
        <p role="status">
          <span class="pulse" aria-hidden="true" />
          {data.length === 0 ? text.empty : text.count(data.length, view.format.number(data.length))}
        </p>
      </header>
      {data.length > 0 && (
        <ul>
          {data.map((request) => (
            <li class={known !== null && request.id > known ? "new" : undefined}>
              <a
                href={withQuery(path, { request: request.id })}
                aria-current={request.id === shown?.id ? "true" : undefined}
                hx-boost="true"
                hx-target="#incoming"
                hx-select="#incoming"
                hx-swap="outerHTML"
                hx-push-url="true"
              >
                <span class="method">{request.method}</span>
                <span class="target">{target(request)}</span>
                <Time view={view} at={request.at} as="exact" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const Waiting: FC<{ view: AppView }> = ({ view }) => {
  const { receiver: text } = view.text;
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name="receiver" />
      </span>
      <h2>{text.empty}</h2>
      <p>{view.readOnly ? text.emptyReadOnlyHint : text.emptyHint}</p>
      {!view.readOnly && (
        <ol class="steps">
          {text.steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
      )}
    </div>
  );
};

export const receiver = new Hono<PageEnv<AppView>>()
  .get("/receiver", async (c) => {
    const { view } = c.var;
    const { receiver: text } = view.text;
    const found = await view.api.get<Receiver>(`${view.apiPath}/receiver`);
    const { url, data } = found;
    const known = c.req.query("known");
    if (known !== undefined && known === (data[0]?.id ?? "none")) return c.body(null, 204);
    const asked = c.req.query("request");
    const shown = data.find(({ id }) => id === asked) ?? (asked === undefined ? data[0] : undefined) ?? null;
    const path = `${view.base}/receiver`;
    return c.html(
      <Layout view={view} title={text.title} wide>
        <PageHeader title={text.title} intro={text.intro}>
          {!view.readOnly && (
            <a class="button secondary" href="?clear=true" data-dialog="clear" id="clear-opener">
              <Icon name="trash" />
              {text.clear}
            </a>
          )}
        </PageHeader>
        <Address view={view} url={url} />
        <div id="incoming" class={data.length === 0 ? "nothing" : undefined}>
          <List view={view} receiver={found} shown={shown} known={known ?? null} />
          {data.length === 0 ? (
            <Waiting view={view} />
          ) : shown ? (
            <Detail view={view} request={shown} />
          ) : (
            <p class="quiet">{text.gone}</p>
          )}
        </div>
        {!view.readOnly && (
          <Confirm
            view={view}
            id="clear"
            title={text.clearTitle}
            action={`${path}/clear`}
            confirm={text.clearConfirm}
            closeTo={path}
            open={c.req.query("clear") !== undefined}
            danger
          >
            <p>{text.clearText}</p>
          </Confirm>
        )}
      </Layout>,
    );
  })
  .post("/receiver/clear", async (c) => {
    const { view } = c.var;
    await view.api.delete(`${view.apiPath}/receiver`);
    setFlash(c, cookiePath(view), { key: "receiverCleared", kind: "success" });
    return c.redirect(`${view.base}/receiver`, 303);
  });
