import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Usage } from "../../../contract/application.ts";
import type { Endpoint } from "../../../contract/endpoint.ts";
import { finds } from "../../../core/fold.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { cookiePath } from "../../app/page-view.ts";
import { setFlash } from "../../app/session.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { day, nameOf, series } from "../../model/endpoints.ts";
import { StateSwitch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";
import { Empty, Note, PageHeader } from "../../ui/page.tsx";
import { Search } from "../../ui/search.tsx";
import { changing, type Row, WebhookRow } from "./webhooks-row.tsx";

/** With more webhooks than this, there is a search. */
const manyWebhooks = 6;
const pageSize = 20;

const AddButton: FC<{ view: AppView; usage: Usage | null }> = ({ view, usage }) => {
  const { webhooks: text, readOnly } = view.text;
  const max = usage?.maxEndpoints ?? null;
  const full = usage !== null && max !== null && usage.endpoints >= max;
  const label = (
    <>
      <Icon name="plus" />
      {text.add}
    </>
  );
  return full || view.readOnly ? (
    <button
      type="button"
      disabled
      aria-describedby="why-not"
      title={full ? text.limitReached(String(max)) : readOnly}
    >
      {label}
    </button>
  ) : (
    <a class="button" href={`${view.base}/webhooks/new`}>
      {label}
    </a>
  );
};

const Removal: FC<{ view: AppView; endpoint: Endpoint; open: boolean }> = ({ view, endpoint, open }) => {
  const { webhooks: text } = view.text;
  return (
    <Confirm
      view={view}
      id={`remove-${endpoint.id}`}
      title={text.removeTitle(nameOf(endpoint))}
      action={`${view.base}/webhooks/${endpoint.id}/delete`}
      confirm={text.removeConfirm}
      closeTo={`${view.base}/webhooks`}
      open={open}
      danger
    >
      <p>{text.removeText}</p>
    </Confirm>
  );
};

const matches = (endpoint: Endpoint, query: string) => {
  const { destination } = endpoint;
  const to = destination?.type === "email" ? destination.to : "";
  return [nameOf(endpoint), endpoint.description, endpoint.url, to].some((text) => finds(text, query));
};

async function page(c: Context<PageEnv<AppView>>) {
  const { view } = c.var;
  const { api, apiPath, format } = view;
  const { webhooks: text } = view.text;
  const query = (c.req.query("q") ?? "").trim();
  const from = Math.max(0, Math.trunc(Number(c.req.query("from") ?? 0)) || 0);
  const since = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7 * day + 3_600_000;
  const [all, usage] = await Promise.all([
    api.all<Endpoint>(`${apiPath}/endpoint`, { order: "ascending" }),
    api.maybe<Usage>(`${apiPath}/usage`),
  ]);
  const found = query === "" ? all : all.filter((endpoint) => matches(endpoint, query));
  const rows = await Promise.all(
    found.slice(from, from + pageSize).map(
      async (endpoint): Promise<Row> => ({
        endpoint,
        series: await series(api, `${apiPath}/endpoint/${endpoint.id}`, since, "hour"),
      }),
    ),
  );
  const max = usage?.maxEndpoints ?? null;
  const full = max !== null && all.length >= max;
  const enabled = view.app.webhooksEnabled;
  const removing = c.req.query("remove");
  const more = (at: number) => withQuery(`${view.base}/webhooks`, { q: query, from: at === 0 ? null : at });

  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {all.length > 0 && <AddButton view={view} usage={usage} />}
      </PageHeader>
      <div id="webhooks">
        <div class="webhooks-bar">
          <StateSwitch
            view={view}
            action={`${view.base}/webhooks/enabled`}
            name="enabled"
            label={text.enable}
            on={enabled}
            disabled={view.readOnly}
            target={changing}
          >
            {enabled ? text.enabled : text.disabled}
          </StateSwitch>
          {all.length > 0 && (
            <p class="used">
              {text.used(format.number(all.length), max === null ? null : format.number(max))}
              {max !== null && max > 0 && (
                <meter min={0} max={max} value={Math.min(all.length, max)} aria-hidden="true" />
              )}
            </p>
          )}
        </div>
        {!enabled && <Note tone="warning">{text.allOff}</Note>}
        {full && !view.readOnly && (
          <Note>
            <span id="why-not">{text.limitReached(format.number(max))}</span>
          </Note>
        )}
        {all.length > manyWebhooks && (
          <Search
            action={`${view.base}/webhooks`}
            query={query}
            label={view.text.webhooks.search}
            placeholder={view.text.webhooks.searchHint}
            found={query === "" ? "" : view.text.webhooks.found(view.format.number(found.length))}
            list="webhook-list"
          />
        )}
        <div id="webhook-list">
          {all.length === 0 ? (
            <Empty
              icon="webhooks"
              title={view.readOnly ? text.emptyReadOnly : text.empty}
              hint={view.readOnly ? text.emptyReadOnlyHint : text.emptyHint}
            >
              {!view.readOnly && <AddButton view={view} usage={usage} />}
            </Empty>
          ) : found.length === 0 ? (
            <Empty icon="search" title={text.nothingFound} hint={text.nothingFoundHint(query)} />
          ) : (
            <ul class="webhooks">
              {rows.map((row) => (
                <WebhookRow view={view} row={row} />
              ))}
            </ul>
          )}
          {(from > 0 || found.length > from + pageSize) && (
            <nav class="pager" aria-label={text.title}>
              {from > 0 ? (
                <a class="button secondary" href={more(Math.max(0, from - pageSize))} rel="prev">
                  {view.text.actions.previous}
                </a>
              ) : (
                <span />
              )}
              {found.length > from + pageSize && (
                <a class="button secondary" href={more(from + pageSize)} rel="next">
                  {view.text.actions.next}
                </a>
              )}
            </nav>
          )}
          {!view.readOnly &&
            rows.map(({ endpoint }) => (
              <Removal view={view} endpoint={endpoint} open={removing === endpoint.id} />
            ))}
        </div>
      </div>
    </Layout>,
  );
}

export const webhooks = new Hono<PageEnv<AppView>>()
  .get("/webhooks", page)
  .post("/webhooks/enabled", async (c) => {
    const { view } = c.var;
    const enabled = (await c.req.formData()).get("enabled") === "true";
    await view.api.put(`${view.apiPath}/webhooks`, { enabled });
    return c.redirect(`${view.base}/webhooks`, 303);
  })
  .post("/webhooks/:id/state", async (c) => {
    const { view } = c.var;
    const active = (await c.req.formData()).get("active") === "true";
    await view.api.patch(`${view.apiPath}/endpoint/${encodeURIComponent(c.req.param("id"))}`, {
      disabled: !active,
    });
    return c.redirect(backTo(c), 303);
  })
  .post("/webhooks/:id/delete", async (c) => {
    const { view } = c.var;
    const path = `${view.apiPath}/endpoint/${encodeURIComponent(c.req.param("id"))}`;
    const endpoint = await view.api.get<Endpoint>(path);
    await view.api.delete(path);
    setFlash(c, cookiePath(view), { key: "deleted", name: nameOf(endpoint), kind: "success" });
    return c.redirect(`${view.base}/webhooks`, 303);
  });

/** The page of ours that a form was sent from, else the list. */
function backTo(c: Context<PageEnv<AppView>>): string {
  const { base } = c.var.view;
  const referer = c.req.header("referer");
  const url = referer !== undefined && URL.canParse(referer) ? new URL(referer) : null;
  const ours = url?.origin === new URL(c.req.url).origin && url.pathname.startsWith(`${base}/webhooks`);
  return ours ? url.pathname + url.search : `${base}/webhooks`;
}
