import { type Context, Hono } from "hono";
import type { OperationalEndpoint } from "../../../contract/operational.ts";
import { saving } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn, shownIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { only, type Prints, printsOf } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords } from "../../text/plain-words.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { Check, Editor, Section } from "../../ui/editor.tsx";
import { Input, issueAt } from "../../ui/form.tsx";
import { PageHeader } from "../../ui/page.tsx";

import { apiPath, apiPathOf, kept, nameOf, path } from "./operational.tsx";

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

const labelOf = ({ text: { operational: text } }: View, field: string): string =>
  ({ url: text.url, description: text.description, eventTypes: text.events })[field] ?? field;

/** @param id of the one that is changed, null for a new one */
function form(
  c: Context<PageEnv>,
  id: string | null,
  draft: Draft,
  issues: Issue[],
  shown: Prints | null = null,
) {
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
        shown={shown}
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

const inputOf = ({ url, description, eventTypes }: Draft) => ({ url, description, eventTypes });

export const operationalForm = new Hono<PageEnv>()
  .get("/operational/new", (c) => form(c, null, { url: "", description: "", eventTypes: null }, []))
  .post("/operational/new", async (c) => {
    const given = await c.req.formData();
    const draft = draftOf(given);
    const saved = await saving(async () =>
      c.var.view.api.postOnce<OperationalEndpoint>(apiPath, inputOf(draft), await onceIn(given)),
    );
    if (saved.issues) return form(c, null, draft, saved.issues);
    setFlash(c, "/console", { key: "created", name: nameOf(saved.value), kind: "success" });
    return c.redirect(path, 303);
  })
  .get("/operational/:id/edit", async (c) => {
    const endpoint = await c.var.view.api.get<OperationalEndpoint>(apiPathOf(c.req.param("id")));
    return form(c, endpoint.id, endpoint, [], await printsOf(inputOf(endpoint)));
  })
  .post("/operational/:id/edit", async (c) => {
    const { view } = c.var;
    const { api } = view;
    const id = c.req.param("id");
    const given = await c.req.formData();
    const draft = draftOf(given);
    const before = await api.get<OperationalEndpoint & Record<string, unknown>>(apiPathOf(id));
    const entered = inputOf(draft);
    const { changed, conflict } = await changedIn(c, given, {
      saved: inputOf(before),
      entered,
      labelOf: (field) => labelOf(view, field),
      action: `${path}/${id}/edit`,
      name: nameOf(before),
      back: `${path}/${id}/edit`,
    });
    if (changed === null) return conflict;
    const saved = await saving(() => api.put(apiPathOf(id), { ...kept(before), ...only(entered, changed) }));
    if (saved.issues) return form(c, id, draft, saved.issues, shownIn(given));
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });
