import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Secret } from "../../../contract/endpoint-secret.ts";
import type { OperationalEndpoint } from "../../../contract/operational.ts";
import { saving } from "../../app/client.ts";
import { textOrNull } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords } from "../../text/plain-words.ts";
import { CopyButton } from "../../ui/code.tsx";
import { Check, Editor, Section } from "../../ui/editor.tsx";
import { Input, issueAt, StateSwitch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";

const path = "/console/operational";
const apiPath = "/operational-webhook/endpoint";
const apiPathOf = (id: string) => `${apiPath}/${encodeURIComponent(id)}`;

const nameOf = ({ description, url }: OperationalEndpoint) =>
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

interface Draft {
  url: string;
  description: string;
  /** Null for all. */
  eventTypes: string[] | null;
}

const draftOf = (form: FormData): Draft => ({
  url: String(form.get("url") ?? "").trim(),
  description: String(form.get("description") ?? "").trim(),
  eventTypes: form.get("which") === "all" ? null : form.getAll("eventTypes").map(String),
});

/** @param id of the one that is changed, null for a new one */
function form(c: Context<PageEnv>, id: string | null, draft: Draft, issues: Issue[]) {
  const { view } = c.var;
  const { operational: text, optional } = view.text;
  const title = id === null ? text.add : text.editTitle;
  const wrong = inPlainWords(view, issues);
  const noneChosen = wrong.find(({ loc }) => loc.includes("eventTypes"));
  return c.html(
    <Layout view={view} title={title}>
      <PageHeader title={title} back={{ href: path, label: text.title }} />
      <Editor
        view={view}
        action={id === null ? `${path}/new` : `${path}/${id}/edit`}
        save={id === null ? text.create : view.text.actions.save}
        cancel={path}
        issues={wrong}
      >
        <Section>
          <Input
            id="url"
            label={text.url}
            value={draft.url}
            hint={text.urlHint}
            error={issueAt(wrong, "url")}
            type="url"
            more={{ required: true, autocomplete: "off", placeholder: "https://", autofocus: id === null }}
          />
          <Input
            id="description"
            label={text.description}
            value={draft.description}
            hint={text.descriptionHint}
            optional={optional}
            error={issueAt(wrong, "description")}
            more={{ autocomplete: "off" }}
          />
        </Section>
        <Section>
          <fieldset class="pick-events" aria-describedby={noneChosen ? "events-error" : undefined}>
            <legend>{text.events}</legend>
            <Check
              type="radio"
              id="which-all"
              name="which"
              value="all"
              label={text.everything}
              checked={draft.eventTypes === null}
            />
            <Check
              type="radio"
              id="which-some"
              name="which"
              value="some"
              label={text.chosen}
              checked={draft.eventTypes !== null}
            />
            <div class="chosen">
              {Object.entries(text.types).map(([type, label]) => (
                <Check
                  id={`type-${type}`}
                  name="eventTypes"
                  value={type}
                  label={label}
                  hint={<code>{type}</code>}
                  checked={draft.eventTypes?.includes(type) ?? false}
                />
              ))}
            </div>
            {noneChosen && (
              <small id="events-error" class="error-text">
                {draft.eventTypes?.length === 0 ? text.chooseOne : noneChosen.msg}
              </small>
            )}
          </fieldset>
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
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

const inputOf = ({ url, description, eventTypes }: Draft) => ({ url, description, eventTypes });

export const operational = new Hono<PageEnv>()
  .get("/operational", list)
  .get("/operational/new", (c) => form(c, null, { url: "", description: "", eventTypes: null }, []))
  .post("/operational/new", async (c) => {
    const draft = draftOf(await c.req.formData());
    const saved = await saving(() => c.var.view.api.post<OperationalEndpoint>(apiPath, inputOf(draft)));
    if (saved.issues) return form(c, null, draft, saved.issues);
    setFlash(c, "/console", { key: "created", name: nameOf(saved.value), kind: "success" });
    return c.redirect(path, 303);
  })
  .get("/operational/:id/edit", async (c) => {
    const endpoint = await c.var.view.api.get<OperationalEndpoint>(apiPathOf(c.req.param("id")));
    return form(c, endpoint.id, endpoint, []);
  })
  .post("/operational/:id/edit", async (c) => {
    const { api } = c.var.view;
    const id = c.req.param("id");
    const draft = draftOf(await c.req.formData());
    const before = await api.get<OperationalEndpoint & Record<string, unknown>>(apiPathOf(id));
    const saved = await saving(() => api.put(apiPathOf(id), { ...kept(before), ...inputOf(draft) }));
    if (saved.issues) return form(c, id, draft, saved.issues);
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  })
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
    await view.api.post(`${apiPathOf(id)}/secret/rotate`);
    setFlash(c, "/console", { key: "said", name: view.text.operational.rotated, kind: "success" });
    return c.redirect(`${path}/${encodeURIComponent(id)}/secret`, 303);
  });

/** What a PUT would lose of an endpoint that isn't given. */
const kept = ({
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
