import { type Context, Hono } from "hono";
import type { Application } from "../../../contract/application.ts";
import type { PortalAccess } from "../../../contract/portal.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv } from "../../app/view.ts";
import { CopyButton } from "../../ui/code.tsx";
import { Editor, Section, Select } from "../../ui/editor.tsx";
import { Switch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { apiPathOf } from "./applications.tsx";

const path = "/console/apps";
const defaultExpiry = "604800";

interface Link {
  url: string;
  /** ms */
  until: number;
}

/** @param link that was just made, which is shown once and kept nowhere */
async function page(c: Context<PageEnv>, link: Link | null, expiry = defaultExpiry, readOnly = false) {
  const { view } = c.var;
  const { applications: text } = view.text;
  const app = await view.api.get<Application>(apiPathOf(c.req.param("id")!));
  const own = `${path}/${app.id}/access`;
  return c.html(
    <Layout view={view} title={`${text.accessTitle}: ${app.name}`}>
      <PageHeader
        title={text.accessTitle}
        intro={text.accessIntro(app.name)}
        back={{ href: path, label: text.title }}
      >
        <a class="button secondary" href="?revoke=1" data-dialog="revoke">
          <Icon name="lock" />
          {text.revoke}
        </a>
      </PageHeader>
      {link && (
        <section class="card link-card" aria-labelledby="link-title">
          <h2 id="link-title" role="status">
            <Icon name="check" />
            {text.ready}
          </h2>
          <div class="link-row">
            <input
              type="text"
              id="link"
              readonly
              value={link.url}
              aria-label={text.link}
              aria-describedby="link-hint"
            />
            <CopyButton view={view} value={link.url} label={text.copyLink} />
            <a class="button secondary small" href={link.url} target="_blank" rel="noopener">
              {text.tryLink}
            </a>
          </div>
          <small class="hint" id="link-hint">
            {text.readyHint(view.format.dateTime(link.until))}
          </small>
        </section>
      )}
      <Editor view={view} action={own} save={text.makeLink} issues={[]}>
        <Section>
          <Select
            id="expiry"
            label={text.expiry}
            value={expiry}
            options={Object.entries(text.expiries).sort(([a], [b]) => Number(a) - Number(b))}
          />
          <Switch id="readOnly" label={text.readOnly} checked={readOnly} hint={text.readOnlyHint} />
        </Section>
      </Editor>
      <Confirm
        view={view}
        id="revoke"
        title={text.revokeTitle}
        action={`${own}/revoke`}
        confirm={text.revokeConfirm}
        closeTo={own}
        open={c.req.query("revoke") !== undefined}
        danger
      >
        <p>{text.revokeText}</p>
      </Confirm>
    </Layout>,
  );
}

export const applicationAccess = new Hono<PageEnv>()
  .get("/apps/:id/access", (c) => page(c, null))
  .post("/apps/:id/access", async (c) => {
    const form = await c.req.formData();
    const expiry = String(form.get("expiry") ?? defaultExpiry);
    const readOnly = form.get("readOnly") === "on";
    const { url } = await c.var.view.api.post<PortalAccess>(
      `/auth/app-portal-access/${encodeURIComponent(c.req.param("id"))}`,
      { expiry: Number(expiry), readOnly },
    );
    return page(c, { url, until: Date.now() + Number(expiry) * 1000 }, expiry, readOnly);
  })
  .post("/apps/:id/access/revoke", async (c) => {
    const { view } = c.var;
    const id = c.req.param("id");
    await view.api.post(`/auth/app/${encodeURIComponent(id)}/expire-all`);
    setFlash(c, "/console", { key: "said", name: view.text.applications.revoked, kind: "success" });
    return c.redirect(`${path}/${encodeURIComponent(id)}/access`, 303);
  })
  .post("/apps/:id/open", async (c) => {
    const { token } = await c.var.view.api.post<PortalAccess>(
      `/auth/app-portal-access/${encodeURIComponent(c.req.param("id"))}`,
      { expiry: 3600 },
    );
    return c.redirect(`/portal#token=${token}`, 303);
  });
