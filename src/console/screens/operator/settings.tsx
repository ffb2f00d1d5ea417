import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Settings } from "../../../contract/settings.ts";
import { previewCss } from "../../app/brand.ts";
import { saving, withQuery } from "../../app/client.ts";
import { type Draft, draftOf, listOf, objectIn, pretty, textOrNull } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { shownIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { nested, only, type Prints, printsOf, withParts } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, issuesBelow } from "../../text/plain-words.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { Check, Editor, Section, Select, TextArea } from "../../ui/editor.tsx";
import { described, Field, Input, issueAt } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

const path = "/console/settings";
/** Where nobody chose one. */
const ourColour = "#3450c4";
const isColour = (text: string | undefined) => /^#[0-9a-fA-F]{6}$/.test(text ?? "");

const draftFor = ({ brand, language, portalOrigins, endpointDefaults, svixHeaders }: Settings): Draft => ({
  name: brand.name ?? "",
  logoUrl: brand.logoUrl ?? "",
  color: brand.color ?? "",
  language: language ?? "",
  portalOrigins: portalOrigins.join("\n"),
  endpointDefaults: Object.keys(endpointDefaults).length === 0 ? "" : pretty(endpointDefaults),
  ...(svixHeaders ? { svixHeaders: "on" } : {}),
});

function inputOf(draft: Draft) {
  const { value, issues } = objectIn("endpointDefaults", draft.endpointDefaults);
  const input = {
    brand: {
      name: textOrNull(draft.name),
      logoUrl: textOrNull(draft.logoUrl),
      color: textOrNull(draft.color),
    },
    language: textOrNull(draft.language),
    portalOrigins: listOf(draft.portalOrigins, "\n"),
    endpointDefaults: value ?? {},
    svixHeaders: draft.svixHeaders === "on",
  };
  return { input, issues };
}

type SettingsInput = ReturnType<typeof inputOf>["input"];

/** Each part of the brand by itself. */
const fieldsOf = ({ brand, ...rest }: SettingsInput) => ({ ...rest, ...nested("brand", brand) });

const labelOf = ({ text: { settings: text } }: View, field: string): string =>
  ({
    "brand.name": text.name,
    "brand.logoUrl": text.logo,
    "brand.color": text.color,
    language: text.language,
    portalOrigins: text.origins,
    endpointDefaults: text.defaultsLabel,
    svixHeaders: text.svixHeaders,
  })[field] ?? field;

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

async function page(c: Context<PageEnv>, draft: Draft, issues: Issue[], shown: Prints | null) {
  const { view } = c.var;
  const { settings: text, optional } = view.text;
  const wrong = inPlainWords(view, issues);
  const colourError = issueAt(wrong, "brand.color");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <Editor view={view} action={path} save={text.save} issues={wrong} shown={shown}>
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
        <Section title={text.receivers}>
          <Check
            id="svixHeaders"
            label={text.svixHeaders}
            hint={text.svixHeadersHint}
            checked={draft.svixHeaders === "on"}
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
    const draft = { ...saved, name: name!, logoUrl: logoUrl!, color: color! };
    return page(c, draft, [], await printsOf(fieldsOf(inputOf(saved).input)));
  })
  .get("/settings/preview.css", (c) => {
    const colour = `#${c.req.query("color") ?? ""}`;
    if (!isColour(colour)) return c.body("", 404);
    return c.body(previewCss(colour), 200, { "content-type": "text/css; charset=utf-8" });
  })
  .post("/settings", async (c) => {
    const { view } = c.var;
    const form = await c.req.formData();
    const draft = draftOf(form);
    const { input, issues } = inputOf(draft);
    if (issues.length > 0) return page(c, draft, issues, shownIn(form));
    const before = inputOf(draftFor(await view.api.get<Settings>("/settings"))).input;
    const { changed, conflict } = await changedIn(c, form, {
      saved: fieldsOf(before),
      entered: fieldsOf(input),
      labelOf: (field) => labelOf(view, field),
      action: path,
      name: view.text.settings.title,
      back: path,
    });
    if (changed === null) return conflict;
    const brand = changed.some((field) => field.startsWith("brand."))
      ? { brand: withParts("brand", before.brand, input.brand, changed) }
      : {};
    const saved = await saving(() =>
      view.api.patch<Settings>("/settings", { ...only(input, changed), ...brand }),
    );
    if (saved.issues) return page(c, draft, saved.issues, shownIn(form));
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });
