import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Settings } from "../../../contract/settings.ts";
import { previewCss } from "../../app/brand.ts";
import { saving, withQuery } from "../../app/client.ts";
import { type Draft, draftOf, listOf, objectIn, pretty, textOrNull } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, issuesBelow } from "../../text/plain-words.ts";
import { Editor, Section, Select, TextArea } from "../../ui/editor.tsx";
import { described, Field, Input, issueAt } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

const path = "/console/settings";
/** Where nobody chose one. */
const ourColour = "#3450c4";
const isColour = (text: string | undefined) => /^#[0-9a-fA-F]{6}$/.test(text ?? "");

const draftFor = ({ brand, language, portalOrigins, endpointDefaults }: Settings): Draft => ({
  name: brand.name ?? "",
  logoUrl: brand.logoUrl ?? "",
  color: brand.color ?? "",
  language: language ?? "",
  portalOrigins: portalOrigins.join("\n"),
  endpointDefaults: Object.keys(endpointDefaults).length === 0 ? "" : pretty(endpointDefaults),
});

const Side: FC<{ view: View; draft: Draft; scheme: "light" | "dark" }> = ({ view, draft, scheme }) => {
  const { settings: text, nav } = view.text;
  const logo = draft.logoUrl?.startsWith("https://") ? draft.logoUrl : null;
  const name = draft.name?.trim();
  return (
    <figure>
      <div class={`look ${scheme}`} aria-hidden="true">
        <div class="look-side">
          <span class="brand">
            {logo ? (
              <img src={logo} alt="" referrerpolicy="no-referrer" />
            ) : (
              <span class="mark">
                <Icon name="horn" />
              </span>
            )}
            {!(logo && name) && <span class="brand-name">{name || text.noName}</span>}
          </span>
          <span class="look-link current">
            <Icon name="webhooks" />
            {nav.webhooks}
          </span>
          <span class="look-link">
            <Icon name="attempts" />
            {nav.attempts}
          </span>
        </div>
        <div class="look-main">
          <span class="look-title">{nav.webhooks}</span>
          <span class="look-button">{text.sample}</span>
        </div>
      </div>
      <figcaption class="quiet">{scheme === "light" ? text.light : text.dark}</figcaption>
    </figure>
  );
};

/** How the portal's pages begin. */
const Preview: FC<{ view: View; draft: Draft }> = ({ view, draft }) => {
  const colour = isColour(draft.color) ? draft.color!.slice(1) : null;
  return (
    <section id="preview" aria-label={view.text.settings.preview}>
      {colour && <link rel="stylesheet" href={withQuery(`${path}/preview.css`, { color: colour })} />}
      <div class="looks">
        <Side view={view} draft={draft} scheme="light" />
        <Side view={view} draft={draft} scheme="dark" />
      </div>
    </section>
  );
};

async function page(c: Context<PageEnv>, draft: Draft, issues: Issue[]) {
  const { view } = c.var;
  const { settings: text, optional } = view.text;
  const wrong = inPlainWords(view, issues);
  const colourError = issueAt(wrong, "brand.color");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <Editor view={view} action={path} save={text.save} issues={wrong}>
        <Section title={text.brand}>
          <div id="brand" class="brand-fields">
            <Input
              id="name"
              label={text.name}
              value={draft.name}
              hint={text.nameHint}
              optional={optional}
              error={issueAt(wrong, "brand.name")}
              more={{ autocomplete: "off" }}
            />
            <Field
              id="color"
              label={text.color}
              hint={text.colorHint}
              error={colourError}
              optional={optional}
            >
              <span class="colour-row">
                <input
                  type="color"
                  value={isColour(draft.color) ? draft.color : ourColour}
                  aria-label={text.pick}
                  data-colour-for="color"
                  hidden
                />
                <input
                  type="text"
                  name="color"
                  value={draft.color}
                  placeholder={ourColour}
                  spellcheck={false}
                  autocomplete="off"
                  {...described("color", text.colorHint, colourError)}
                />
              </span>
            </Field>
            <Input
              id="logoUrl"
              label={text.logo}
              value={draft.logoUrl}
              hint={text.logoHint}
              optional={optional}
              error={issueAt(wrong, "brand.logoUrl")}
              type="url"
              more={{ autocomplete: "off", placeholder: "https://" }}
            />
          </div>
          <div
            hidden
            hx-get={path}
            hx-include="#name, #logoUrl, #color"
            hx-trigger="input delay:300ms from:#brand"
            hx-select="#preview"
            hx-target="#preview"
            hx-swap="outerHTML"
            hx-sync="this:replace"
          />
          <Preview view={view} draft={draft} />
        </Section>
        <Section title={text.embedding}>
          <Select
            id="language"
            label={text.language}
            value={draft.language}
            options={[
              ["", text.byBrowser],
              ["de", "Deutsch"],
              ["en", "English"],
            ]}
            hint={text.languageHint}
          />
          <TextArea
            id="portalOrigins"
            label={text.origins}
            value={draft.portalOrigins}
            hint={text.originsHint}
            optional={optional}
            error={issuesBelow(view, wrong, "portalOrigins")}
            rows={3}
          />
        </Section>
        <Section title={text.defaults}>
          <TextArea
            id="endpointDefaults"
            label={text.defaultsLabel}
            value={draft.endpointDefaults}
            hint={text.defaultsHint}
            optional={optional}
            error={issuesBelow(view, wrong, "endpointDefaults")}
            rows={10}
            code
          />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

export const settings = new Hono<PageEnv>()
  .get("/settings", async (c) => {
    const saved = draftFor(await c.var.view.api.get<Settings>("/settings"));
    const { name = saved.name, logoUrl = saved.logoUrl, color = saved.color } = c.req.query();
    return page(c, { ...saved, name: name!, logoUrl: logoUrl!, color: color! }, []);
  })
  .get("/settings/preview.css", (c) => {
    const colour = `#${c.req.query("color") ?? ""}`;
    if (!isColour(colour)) return c.body("", 404);
    return c.body(previewCss(colour), 200, { "content-type": "text/css; charset=utf-8" });
  })
  .post("/settings", async (c) => {
    const { view } = c.var;
    const draft = draftOf(await c.req.formData());
    const defaults = objectIn("endpointDefaults", draft.endpointDefaults);
    if (defaults.issues.length > 0) return page(c, draft, defaults.issues);
    const saved = await saving(() =>
      view.api.patch<Settings>("/settings", {
        brand: {
          name: textOrNull(draft.name),
          logoUrl: textOrNull(draft.logoUrl),
          color: textOrNull(draft.color),
        },
        language: textOrNull(draft.language),
        portalOrigins: listOf(draft.portalOrigins, "\n"),
        endpointDefaults: defaults.value ?? {},
      }),
    );
    if (saved.issues) return page(c, draft, saved.issues);
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });
