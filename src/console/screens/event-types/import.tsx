import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { EventType } from "../../../contract/event-type.ts";
import type { Imported } from "../../../contract/event-type-import.ts";
import { problem } from "../../../core/problems/problem.ts";
import { saving } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, issuesBelow } from "../../text/plain-words.ts";
import { Check, Editor, Section, TextArea } from "../../ui/editor.tsx";
import { described, Field } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Badge, PageHeader } from "../../ui/page.tsx";

const path = "/console/event-types";

interface Draft {
  document: string;
  replaceAll: boolean;
}

interface Outcome {
  created: { name: string; description: string }[];
  changed: { name: string; description: string }[];
  archived: string[];
}

const Names: FC<{ types: { name: string; description: string }[] }> = ({ types }) => (
  <ul class="names">
    {types.map(({ name, description }) => (
      <li>
        {description && <span>{description}</span>}
        <small class="id">{name}</small>
      </li>
    ))}
  </ul>
);

const Result: FC<{ view: View; outcome: Outcome }> = ({ view, outcome }) => {
  const { eventTypes: text } = view.text;
  const { number } = view.format;
  const { created, changed, archived } = outcome;
  const nothing = created.length + changed.length + archived.length === 0;
  return (
    <section class="card import-result" id="result" aria-labelledby="result-title">
      <h2 id="result-title">{text.result}</h2>
      {nothing && (
        <p class="quiet">
          <Icon name="check" /> {text.nothing}
        </p>
      )}
      {created.length > 0 && (
        <>
          <Badge tone="success">{text.news(number(created.length))}</Badge>
          <Names types={created} />
        </>
      )}
      {changed.length > 0 && (
        <>
          <Badge tone="accent">{text.changes(number(changed.length))}</Badge>
          <Names types={changed} />
        </>
      )}
      {archived.length > 0 && (
        <>
          <Badge tone="warning">{text.gone(number(archived.length))}</Badge>
          <Names types={archived.map((name) => ({ name, description: "" }))} />
        </>
      )}
    </section>
  );
};

function page(c: Context<PageEnv>, draft: Draft, issues: Issue[], outcome: Outcome | null) {
  const { view } = c.var;
  const { eventTypes: text } = view.text;
  const wrong = inPlainWords(view, issues);
  return c.html(
    <Layout view={view} title={text.importTitle}>
      <PageHeader
        title={text.importTitle}
        intro={text.importIntro}
        back={{ href: path, label: text.title }}
      />
      {outcome && <Result view={view} outcome={outcome} />}
      <Editor
        view={view}
        action={`${path}/import`}
        save={text.run}
        issues={wrong}
        cancel={path}
        multipart
        buttons={
          <button type="submit" name="check" value="1" class="secondary" disabled={view.readOnly}>
            {text.check}
          </button>
        }
      >
        <Section>
          <Field id="file" label={text.file}>
            <input
              type="file"
              name="file"
              accept=".json,.yaml,.yml,application/json,application/yaml"
              {...described("file", null, undefined)}
            />
          </Field>
          <TextArea
            id="document"
            label={text.document}
            value={draft.document}
            hint={text.documentHint}
            error={issuesBelow(view, wrong, "specRaw")}
            rows={12}
            code
          />
          <Check id="replaceAll" label={text.replaceAll} checked={draft.replaceAll} />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

/** The file that was chosen, else what was pasted. */
async function draftOf(form: FormData): Promise<Draft> {
  const file = form.get("file");
  const uploaded = file instanceof File && file.size > 0 ? await file.text() : null;
  return {
    document: uploaded ?? String(form.get("document") ?? ""),
    replaceAll: form.get("replaceAll") === "on",
  };
}

export const eventTypeImport = new Hono<PageEnv>()
  .get("/event-types/import", (c) => page(c, { document: "", replaceAll: false }, [], null))
  .post("/event-types/import", async (c) => {
    const { view } = c.var;
    const { eventTypes: text } = view.text;
    const form = await c.req.formData();
    const draft = await draftOf(form);
    if (draft.document.trim() === "")
      return page(c, draft, [{ loc: ["body", "specRaw"], ...problem("document_missing") }], null);
    const dryRun = form.get("check") === "1";
    const saved = await saving(() =>
      view.api.post<Imported>("/event-type/import/openapi", {
        specRaw: draft.document,
        replaceAll: draft.replaceAll,
        dryRun,
      }),
    );
    if (saved.issues) return page(c, draft, saved.issues, null);
    const { modified, to_modify, archived } = saved.value.data;
    if (dryRun) {
      const known = await view.api.all<EventType>("/event-type", { include_archived: true });
      const there = new Set(known.map(({ name }) => name));
      const planned = to_modify ?? [];
      const outcome = {
        created: planned.filter(({ name }) => !there.has(name)),
        changed: planned.filter(({ name }) => there.has(name)),
        archived,
      };
      return page(c, draft, [], outcome);
    }
    const { number } = view.format;
    const said = text.imported(number(modified.length), number(archived.length));
    setFlash(c, "/console", { key: "said", name: said, kind: "success" });
    return c.redirect(path, 303);
  });
