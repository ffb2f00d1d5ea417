import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { ApiKey, CreatedApiKey } from "../../../contract/api-key.ts";
import { saving, withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { CopyButton } from "../../ui/code.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader, Time } from "../../ui/page.tsx";
import { draftIn, form, inputOf } from "./api-key-form.tsx";

const path = "/console/api-keys";
const apiPathOf = (id: string) => `/api-key/${encodeURIComponent(id)}`;

const Expiry: FC<{ view: View; at: string | null }> = ({ view, at }) => {
  const { apiKeys: text } = view.text;
  if (at === null) return <span class="quiet">{text.noEnd}</span>;
  if (Date.parse(at) <= Date.now()) return <Badge tone="warning">{text.expired}</Badge>;
  return <Time view={view} at={at} />;
};

const Row: FC<{ view: View; apiKey: ApiKey }> = ({ view, apiKey }) => {
  const { apiKeys: text } = view.text;
  const { id, name, scopes, censoredToken, lastUsedAt, createdAt, expiresAt } = apiKey;
  return (
    <tr>
      <th scope="row">
        {name}
        <small class="id">{censoredToken}</small>
      </th>
      <td data-label={text.scopes}>
        <span class="marks">
          {scopes.map((scope) => (
            <Badge tone={scope === "admin" ? "accent" : "neutral"}>{text.scopeNames[scope]}</Badge>
          ))}
        </span>
      </td>
      <td data-label={text.lastUsed}>
        {lastUsedAt === null ? (
          <span class="quiet">{text.neverUsed}</span>
        ) : (
          <Time view={view} at={lastUsedAt} as="relative" />
        )}
      </td>
      <td data-label={text.created}>
        <Time view={view} at={createdAt} />
      </td>
      <td data-label={text.expires}>
        <Expiry view={view} at={expiresAt} />
      </td>
      <td class="tools">
        <a
          class="button secondary small"
          href={withQuery(path, { revoke: id })}
          data-dialog={`revoke-${id}`}
          aria-label={text.revokeOf(name)}
        >
          {text.revoke}
        </a>
      </td>
    </tr>
  );
};

const Created: FC<{ view: View; created: CreatedApiKey }> = ({ view, created: { name, token } }) => {
  const { apiKeys: text } = view.text;
  return (
    <section class="card link-card" aria-labelledby="key-title">
      <h2 id="key-title" role="status">
        <Icon name="check" />
        {text.ready(name)}
      </h2>
      <div class="link-row">
        <input
          type="text"
          id="key"
          readonly
          value={token}
          aria-label={text.key}
          aria-describedby="key-hint"
        />
        <CopyButton view={view} value={token} label={text.copyKey} />
      </div>
      <small class="hint" id="key-hint">
        {text.readyHint}
      </small>
    </section>
  );
};

const AddKey: FC<{ view: View }> = ({ view }) => (
  <a class="button" href={`${path}/new`}>
    <Icon name="plus" />
    {view.text.apiKeys.add}
  </a>
);

const Table: FC<{ view: View; keys: ApiKey[] }> = ({ view, keys }) => {
  const { apiKeys: text } = view.text;
  return (
    <div class="table-wrap">
      <table class="folding">
        <thead>
          <tr>
            {[text.name, text.scopes, text.lastUsed, text.created, text.expires].map((title) => (
              <th scope="col">{title}</th>
            ))}
            <th scope="col">
              <span class="visually-hidden">{view.text.actions.more}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((apiKey) => (
            <Row view={view} apiKey={apiKey} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** @param created key that is shown this once, null for none */
async function list(c: Context<PageEnv>, created: CreatedApiKey | null) {
  const { view } = c.var;
  const { apiKeys: text } = view.text;
  const keys = await view.api.all<ApiKey>("/api-key", { order: "descending" });
  const revoking = c.req.query("revoke");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {keys.length > 0 && <AddKey view={view} />}
      </PageHeader>
      {created && <Created view={view} created={created} />}
      {keys.length === 0 ? (
        <Empty icon="apiKeys" title={text.empty} hint={text.emptyHint}>
          <AddKey view={view} />
        </Empty>
      ) : (
        <Table view={view} keys={keys} />
      )}
      {keys.map(({ id, name }) => (
        <Confirm
          view={view}
          id={`revoke-${id}`}
          title={text.revokeTitle(name)}
          action={`${path}/${id}/revoke`}
          fields={{ name }}
          confirm={text.revokeConfirm}
          closeTo={path}
          open={revoking === id}
          danger
        >
          <p>{text.revokeText}</p>
        </Confirm>
      ))}
    </Layout>,
  );
}

export const apiKeys = new Hono<PageEnv>()
  .get("/api-keys", (c) => list(c, null))
  .get("/api-keys/new", (c) => form(c, { name: "", scopes: ["send"], days: "" }, []))
  .post("/api-keys/new", async (c) => {
    const given = await c.req.formData();
    const draft = draftIn(given);
    const saved = await saving(async () =>
      c.var.view.api.postOnce<CreatedApiKey>("/api-key", inputOf(draft), await onceIn(given)),
    );
    return saved.issues ? form(c, draft, saved.issues) : list(c, saved.value);
  })
  .post("/api-keys/:id/revoke", async (c) => {
    const { view } = c.var;
    const name = String((await c.req.formData()).get("name") ?? "");
    await view.api.delete(apiPathOf(c.req.param("id")));
    setFlash(c, "/console", { key: "said", name: view.text.apiKeys.revoked(name), kind: "success" });
    return c.redirect(path, 303);
  });
