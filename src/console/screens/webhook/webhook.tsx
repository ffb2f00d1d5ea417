import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { Secret } from "../../../contract/endpoint-secret.ts";
import { saving } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { cookiePath } from "../../app/page-view.ts";
import { setFlash } from "../../app/session.ts";
import { onceIn } from "../../app/shown.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { addressOf, nameOf } from "../../model/endpoints.ts";
import { inOneText } from "../../text/plain-words.ts";
import { Csrf, StateSwitch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Note, PageHeader, Time } from "../../ui/page.tsx";
import { Figures, periodOf, seriesOf } from "./figures.tsx";
import { type Refused, RepairCard, windowFrom } from "./repair.tsx";
import { SecretCard, VerifyCard } from "./secret.tsx";
import { WaitingCard, waitingAt } from "./waiting.tsx";

/** Path of a webhook in the API. */
export const endpointPath = (view: AppView, id: string) =>
  `${view.apiPath}/endpoint/${encodeURIComponent(id)}`;

const Setup: FC<{ view: AppView; endpoint: Endpoint }> = ({ view, endpoint }) => {
  const { setup: text } = view.text.webhook;
  const { format } = view;
  const { request, payload, filter, batching, throttleRate, cooldown, auth, eventTypes } = endpoint;
  const rows: [string, unknown][] = [
    [text.method, endpoint.destination?.type === "email" ? null : (request?.method ?? "POST")],
    [
      text.events,
      eventTypes === null ? (
        text.allEvents
      ) : (
        <ul class="chips">
          {eventTypes.map((type) => (
            <li>
              <code>{type}</code>
            </li>
          ))}
        </ul>
      ),
    ],
    [
      text.content,
      payload?.mode === "fields" ? text.fields(format.number(payload.fields.length)) : text.full,
    ],
    [text.filter, filter && text.filterOn],
    [
      text.batching,
      batching?.enabled &&
        text.batch(format.number(batching.maxEvents), format.number(batching.maxWaitSeconds)),
    ],
    [text.throttle, throttleRate !== null && text.rate(format.number(throttleRate))],
    [text.cooldown, cooldown && text.cool(cooldown.key, format.number(cooldown.seconds))],
    [text.auth, auth && (auth.key ?? text.auths[auth.type])],
    [text.created, <Time view={view} at={endpoint.createdAt} />],
  ];
  return (
    <section class="card" aria-labelledby="setup-title">
      <header>
        <h2 id="setup-title">{text.title}</h2>
        {!view.readOnly && (
          <a class="button secondary small" href={`${view.base}/webhooks/${endpoint.id}/edit`}>
            <Icon name="edit" />
            {view.text.webhook.edit}
          </a>
        )}
      </header>
      <dl class="facts">
        {rows
          .filter(([, value]) => value !== null && value !== undefined && value !== false)
          .map(([label, value]) => (
            <div>
              <dt>{label}</dt>
              <dd>{value as string}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
};

async function page(c: Context<PageEnv<AppView>>, refused: Refused | null) {
  const { view } = c.var;
  const { webhook: text, webhooks: list, form, actions } = view.text;
  const id = c.req.param("id")!;
  const path = endpointPath(view, id);
  const period = periodOf(c.req.query("period"));
  const asked = c.req.query("secret");
  const [endpoint, series, messages, secret] = await Promise.all([
    view.api.get<Endpoint>(path),
    seriesOf(view, id, period),
    waitingAt(view, id),
    asked === "show" && !view.readOnly ? view.api.maybe<Secret>(`${path}/secret`) : null,
  ]);
  const name = nameOf(endpoint);
  const email = endpoint.destination?.type === "email" ? endpoint.destination : null;
  const own = `${view.base}/webhooks/${endpoint.id}`;
  return c.html(
    <Layout view={view} title={name} scripts={["chart.js"]} wide>
      <div id="webhook">
        <PageHeader
          title={name}
          intro={email ? list.byEmail(email.to) : addressOf(endpoint)}
          back={{ href: `${view.base}/webhooks`, label: text.back }}
          badges={
            <>
              {endpoint.disabled ? (
                <Badge icon="pause">{list.paused}</Badge>
              ) : series?.hold === "failing" ? (
                <Badge tone="danger" icon="alert">
                  {list.failing}
                </Badge>
              ) : (
                <Badge tone="success" icon="check">
                  {list.active}
                </Badge>
              )}
              {email?.confirmed === false && (
                <Badge tone="warning" icon="mail">
                  {list.unconfirmed}
                </Badge>
              )}
            </>
          }
        >
          <StateSwitch
            view={view}
            action={`${own}/state`}
            name="active"
            label={list.activeLabel(name)}
            on={!endpoint.disabled}
            disabled={view.readOnly}
            target="#webhook"
          />
          <a class="button secondary" href={`${view.base}/attempts?endpoint=${endpoint.id}`}>
            <Icon name="attempts" />
            {text.requests}
          </a>
          {!view.readOnly && (
            <>
              <a class="button" href={`${own}/test`}>
                <Icon name="send" />
                {text.test}
              </a>
              <Menu id="menu" label={actions.menuOf(name)}>
                <MenuLink href={`${own}/edit`} icon="edit">
                  {text.edit}
                </MenuLink>
                <MenuDialog href="?remove=yes" dialog="remove" icon="trash" danger>
                  {list.remove}
                </MenuDialog>
              </Menu>
              <Confirm
                view={view}
                id="remove"
                title={list.removeTitle(name)}
                action={`${own}/delete`}
                confirm={list.removeConfirm}
                closeTo={own}
                open={c.req.query("remove") !== undefined}
                danger
              >
                <p>{list.removeText}</p>
              </Confirm>
            </>
          )}
        </PageHeader>
        {!view.app.webhooksEnabled && <Note tone="warning">{list.allOff}</Note>}
        {email?.confirmed === false && (
          <div class="note warning" role="note">
            <Icon name="mail" />
            <form method="post" action={`${own}/confirm-email?from=view`}>
              <Csrf view={view} />
              <p>{form.unconfirmedText(email.to)}</p>
              {!view.readOnly && (
                <button type="submit" class="secondary small">
                  {form.resend}
                </button>
              )}
            </form>
          </div>
        )}
        <div class="stack">
          <Figures view={view} endpoint={endpoint} series={series} period={period} />
          <div class="columns">
            <WaitingCard view={view} endpoint={endpoint} series={series} messages={messages} />
            <Setup view={view} endpoint={endpoint} />
          </div>
          <RepairCard view={view} endpoint={endpoint} refused={refused} />
          <SecretCard
            view={view}
            endpoint={endpoint}
            shown={secret?.key ?? null}
            rotating={asked === "rotate"}
          />
          {!email && <VerifyCard view={view} endpoint={endpoint} />}
        </div>
      </div>
    </Layout>,
    refused === null ? 200 : 422,
  );
}

const repairing =
  (kind: Refused["kind"], call: string, flash: string) => async (c: Context<PageEnv<AppView>>) => {
    const { view } = c.var;
    const form = await c.req.formData();
    const entered = { kind, since: String(form.get("since") ?? ""), until: String(form.get("until") ?? "") };
    const { window, problem } = windowFrom(form, view);
    if (window === null) return page(c, { ...entered, problem });
    const id = c.req.param("id")!;
    const { issues } = await saving(async () =>
      view.api.postOnce(`${endpointPath(view, id)}/${call}`, window, await onceIn(form)),
    );
    if (issues !== null) return page(c, { ...entered, problem: inOneText(view, issues) });
    setFlash(c, cookiePath(view), { key: flash, kind: "success" });
    return c.redirect(`${view.base}/webhooks/${id}`, 303);
  };

export const webhook = new Hono<PageEnv<AppView>>()
  .get("/webhooks/:id{ep_[0-9A-Z]+}", (c) => page(c, null))
  .post("/webhooks/:id/secret/rotate", async (c) => {
    const { view } = c.var;
    const id = c.req.param("id");
    const form = await c.req.formData();
    const grace = Number(form.get("grace"));
    const rotation = { gracePeriodSeconds: Number.isInteger(grace) ? grace : null };
    await view.api.postOnce(`${endpointPath(view, id)}/secret/rotate`, rotation, await onceIn(form));
    setFlash(c, cookiePath(view), { key: "rotated", kind: "success" });
    return c.redirect(`${view.base}/webhooks/${id}?secret=show#secret`, 303);
  })
  .post("/webhooks/:id/recover", repairing("recover", "recover", "recovering"))
  .post("/webhooks/:id/replay", repairing("replay", "replay-missing", "replaying"));
