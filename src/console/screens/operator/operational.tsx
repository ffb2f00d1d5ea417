import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Secret } from "../../../contract/endpoint-secret.ts";
import type { OperationalEndpoint } from "../../../contract/operational.ts";
import { textOrNull } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { CopyButton } from "../../ui/code.tsx";
import { StateSwitch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";

export const path = "/console/operational";
export const apiPath = "/operational-webhook/endpoint";
export const apiPathOf = (id: string) => `${apiPath}/${encodeURIComponent(id)}`;

export const nameOf = ({ description, url }: OperationalEndpoint) =>
  description || (URL.canParse(url) ? new URL(url).host : url);

const Row: FC<{ view: View; endpoint: OperationalEndpoint }> = ({ view, endpoint }) => {
  const { operational: text, actions } = view.text;
  const own = `${path}/${endpoint.id}`;
  const name = nameOf(endpoint);
  return (
    <li class={endpoint.disabled ? "card notice faded" : "card notice"} id={endpoint.id}>
      <div class="row-name">
        <h2>
          <a href={`${own}/edit`}>{name}</a>
          {endpoint.disabled && <Badge icon="pause">{text.paused}</Badge>}
        </h2>
        <small class="id">{endpoint.url}</small>
        <p class="quiet">
          {endpoint.eventTypes === null
            ? text.all
            : endpoint.eventTypes.map((type) => text.types[type] ?? type).join(" · ")}
        </p>
      </div>
      <StateSwitch
        view={view}
        action={`${own}/state`}
        name="active"
        label={name}
        on={!endpoint.disabled}
        target="#notices"
      />
      <Menu id={`menu-${endpoint.id}`} label={actions.menuOf(name)}>
        <MenuLink href={`${own}/edit`} icon="edit">
          {text.edit}
        </MenuLink>
        {!view.readOnly && (
          <MenuLink href={`${own}/secret`} icon="key">
            {text.secret}
          </MenuLink>
        )}
        <MenuDialog href={`?remove=${endpoint.id}`} dialog={`remove-${endpoint.id}`} icon="trash" danger>
          {text.remove}
        </MenuDialog>
      </Menu>
    </li>
  );
};

async function list(c: Context<PageEnv>) {
  const { view } = c.var;
  const { operational: text } = view.text;
  const endpoints = await view.api.all<OperationalEndpoint>(apiPath, { order: "ascending" });
  const removing = c.req.query("remove");
  const add = (
    <a class="button" href={`${path}/new`}>
      <Icon name="plus" />
      {text.add}
    </a>
  );
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {endpoints.length > 0 && add}
      </PageHeader>
      <div id="notices">
        {endpoints.length === 0 ? (
          <Empty icon="operational" title={text.empty} hint={text.emptyHint}>
            {add}
          </Empty>
        ) : (
          <ul class="notices">
            {endpoints.map((endpoint) => (
              <Row view={view} endpoint={endpoint} />
            ))}
          </ul>
        )}
        {endpoints.map((endpoint) => (
          <Confirm
            view={view}
            id={`remove-${endpoint.id}`}
            title={text.removeTitle(nameOf(endpoint))}
            action={`${path}/${endpoint.id}/delete`}
            confirm={text.removeConfirm}
            closeTo={path}
            open={removing === endpoint.id}
            danger
          >
            <p>{text.removeText}</p>
          </Confirm>
        ))}
      </div>
    </Layout>,
  );
}

async function secret(c: Context<PageEnv>) {
  const { view } = c.var;
  const { operational: text } = view.text;
  const id = c.req.param("id")!;
  const [endpoint, { key }] = await Promise.all([
    view.api.get<OperationalEndpoint>(apiPathOf(id)),
    view.api.get<Secret>(`${apiPathOf(id)}/secret`),
  ]);
  const own = `${path}/${endpoint.id}/secret`;
  return c.html(
    <Layout view={view} title={`${text.secret}: ${nameOf(endpoint)}`}>
      <PageHeader title={text.secret} intro={text.secretIntro} back={{ href: path, label: text.title }}>
        <a class="button secondary" href="?rotate=1" data-dialog="rotate">
          <Icon name="rotate" />
          {text.rotate}
        </a>
      </PageHeader>
      <section class="card">
        <h2>{nameOf(endpoint)}</h2>
        <details>
          <summary>{text.show}</summary>
          <div class="link-row">
            <code id="secret">{key}</code>
            <CopyButton view={view} value={key} />
          </div>
        </details>
      </section>
      <Confirm
        view={view}
        id="rotate"
        title={text.rotateTitle}
        action={`${own}/rotate`}
        confirm={text.rotateConfirm}
        closeTo={own}
        open={c.req.query("rotate") !== undefined}
      >
        <p>{text.rotateText}</p>
      </Confirm>
    </Layout>,
  );
}

export const operational = new Hono<PageEnv>()
  .get("/operational", list)
  .post("/operational/:id/state", async (c) => {
    const { api } = c.var.view;
    const id = c.req.param("id");
    const active = (await c.req.formData()).get("active") === "true";
    const before = await api.get<OperationalEndpoint & Record<string, unknown>>(apiPathOf(id));
    await api.put(apiPathOf(id), { ...kept(before), disabled: !active });
    return c.redirect(path, 303);
  })
  .post("/operational/:id/delete", async (c) => {
    const { api } = c.var.view;
    const endpoint = await api.get<OperationalEndpoint>(apiPathOf(c.req.param("id")));
    await api.delete(apiPathOf(endpoint.id));
    setFlash(c, "/console", { key: "deleted", name: nameOf(endpoint), kind: "success" });
    return c.redirect(path, 303);
  })
  .get("/operational/:id/secret", secret)
  .post("/operational/:id/secret/rotate", async (c) => {
    const { view } = c.var;
    const id = c.req.param("id");
    await view.api.postOnce(`${apiPathOf(id)}/secret/rotate`, {}, await onceIn(await c.req.formData()));
    setFlash(c, "/console", { key: "said", name: view.text.operational.rotated, kind: "success" });
    return c.redirect(`${path}/${encodeURIComponent(id)}/secret`, 303);
  });

/** What a PUT would lose of an endpoint that isn't given. */
export const kept = ({
  uid,
  url,
  description,
  disabled,
  throttleRate,
  eventTypes,
  metadata,
}: Record<string, unknown>) => ({
  ...{ url, description, disabled, throttleRate, eventTypes, metadata },
  ...(uid === null ? {} : { uid: textOrNull(String(uid)) }),
});
