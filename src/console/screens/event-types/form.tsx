import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { EventType } from "../../../contract/event-type.ts";
import { saving } from "../../app/client.ts";
import { type Draft, draftOf } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn, shownIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { labelOf } from "../../model/event-types.ts";
import { only, type Prints, printsOf } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, issuesBelow, type PlainIssue } from "../../text/plain-words.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { Check, Editor, Section, Select, TextArea } from "../../ui/editor.tsx";
import { Input, issueAt } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { draftFor, fieldInput, fieldLabel, inputOf, issuesInRows, rowsOf, versionOf } from "./draft.ts";
import { apiPathOf, editPath } from "./event-types.tsx";

const path = "/console/event-types";

interface PartProps {
  view: View;
  draft: Draft;
  issues: PlainIssue[];
}

const Cell: FC<PartProps & { row: number; column: string; label: string; more?: string }> = ({
  view,
  draft,
  issues,
  row,
  column,
  label,
}) => {
  const id = fieldInput(row, column);
  const error = issueAt(issues, id);
  return (
    <td data-label={label}>
      <input
        type="text"
        id={id}
        name={id}
        value={draft[id]}
        aria-label={view.text.eventTypes.fieldOf(label, view.format.number(row + 1))}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        spellcheck={false}
        autocomplete="off"
      />
      {error && (
        <small id={`${id}-error`} class="error-text">
          {error}
        </small>
      )}
    </td>
  );
};

/** A table, in which a further row is asked of the server. */
const Fields: FC<PartProps & { action: string }> = ({ action, ...part }) => {
  const { eventTypes: text } = part.view.text;
  const rows = rowsOf(part.draft);
  const columns = [
    ["name", text.fieldName],
    ["path", text.fieldPath],
    ["en", text.fieldEn],
    ["de", text.fieldDe],
  ] as const;
  return (
    <div id="fields">
      <input type="hidden" name="rows" value={rows} />
      <table class="field-table">
        <thead>
          <tr>
            {columns.map(([, label]) => (
              <th scope="col">{label}</th>
            ))}
            <th scope="col">{text.fieldAlways}</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr>
              {columns.map(([column, label]) => (
                <Cell {...part} row={row} column={column} label={label} />
              ))}
              <td data-label={text.fieldAlways}>
                <input
                  type="checkbox"
                  name={fieldInput(row, "always")}
                  checked={part.draft[fieldInput(row, "always")] === "on"}
                  aria-label={text.fieldOf(text.fieldAlways, part.view.format.number(row + 1))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="submit"
        disabled={part.view.readOnly}
        name="more"
        value="1"
        class="secondary small"
        formaction={action}
        hx-post={action}
        hx-target="#fields"
        hx-select="#fields"
        hx-swap="outerHTML"
      >
        <Icon name="plus" />
        {text.moreFields}
      </button>
    </div>
  );
};

async function page(
  c: Context<PageEnv>,
  type: EventType | null,
  draft: Draft,
  issues: Issue[],
  shown: Prints | null = null,
) {
  const { view } = c.var;
  const { eventTypes: text, optional } = view.text;
  const title = type === null ? text.add : text.editTitle;
  const wrong = issuesInRows(draft, inPlainWords(view, issues));
  const action = type === null ? `${path}/new` : editPath(type.name);
  const part = { view, draft, issues: wrong };
  const groups = [...new Set((await view.api.all<EventType>("/event-type")).map((one) => one.groupName))];
  const line = (id: string, label: string, hint?: string, more = {}) => (
    <Input
      id={id}
      label={label}
      value={draft[id]}
      hint={hint}
      optional={optional}
      error={issuesBelow(view, wrong, id)}
      more={{ autocomplete: "off", ...more }}
    />
  );
  return c.html(
    <Layout view={view} title={type === null ? title : `${title}: ${type.name}`}>
      <PageHeader
        title={type === null ? title : labelOf(type, view.language)}
        intro={type === null ? undefined : type.name}
        back={{ href: path, label: text.title }}
      />
      <Editor
        view={view}
        action={action}
        save={type === null ? text.create : view.text.actions.save}
        cancel={path}
        issues={wrong}
        shown={shown}
      >
        <Section title={text.basics}>
          {type === null && (
            <Input
              id="name"
              label={text.name}
              value={draft.name}
              hint={text.nameHint}
              error={issueAt(wrong, "name")}
              more={{ required: true, autocomplete: "off", spellcheck: false, autofocus: true }}
            />
          )}
          <div class="two-fields">
            <Input
              id="de"
              label={text.descriptionDe}
              value={draft.de}
              optional={optional}
              error={issueAt(wrong, "descriptions.de")}
              more={{ lang: "de", autocomplete: "off" }}
            />
            <Input
              id="en"
              label={text.descriptionEn}
              value={draft.en}
              optional={optional}
              error={issueAt(wrong, "descriptions.en") ?? issueAt(wrong, "description")}
              more={{ lang: "en", autocomplete: "off" }}
            />
          </div>
          <datalist id="groups">{groups.map((group) => group && <option value={group} />)}</datalist>
          {line("groupName", text.group, text.groupHint, { list: "groups" })}
        </Section>
        <Section title={text.availability}>
          <div class="two-fields">
            <Select
              id="status"
              label={text.status}
              value={draft.status}
              options={[
                ["active", text.active],
                ["planned", text.planned],
              ]}
              hint={text.plannedHint}
            />
            {line("availableSince", text.since_, text.sinceHint)}
            {line("featureFlags", text.flags, text.flagsHint, { spellcheck: false })}
            {line("excludeOrigins", text.origins, text.originsHint, { spellcheck: false })}
          </div>
          <Check id="deprecated" label={text.outdated} checked={draft.deprecated === "on"} />
        </Section>
        <Section title={text.content}>
          <div class="two-fields">
            <TextArea
              id="example"
              label={text.example}
              value={draft.example}
              hint={text.exampleHint}
              optional={optional}
              error={issuesBelow(view, wrong, "example")}
              rows={10}
              code
            />
            <TextArea
              id="schema"
              label={text.schema}
              value={draft.schema}
              hint={text.schemaHint(versionOf(type))}
              optional={optional}
              error={issuesBelow(view, wrong, "schema") ?? issuesBelow(view, wrong, "schemas")}
              rows={10}
              code
            />
          </div>
        </Section>
        <Section title={text.fields} hint={text.fieldsHint}>
          <Fields {...part} action={action} />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

const withMoreRows = (draft: Draft): Draft => ({ ...draft, rows: String(rowsOf(draft) + 1) });

export const eventTypeForm = new Hono<PageEnv>()
  .get("/event-types/new", (c) => page(c, null, { status: "active" }, []))
  .post("/event-types/new", async (c) => {
    const { view } = c.var;
    const form = await c.req.formData();
    const { more, ...draft } = draftOf(form);
    if (more) return page(c, null, withMoreRows(draft), []);
    const name = draft.name?.trim() ?? "";
    const { input, issues } = inputOf(draft, null);
    if (issues.length > 0) return page(c, null, draft, issues);
    const saved = await saving(async () =>
      view.api.postOnce("/event-type", { name, ...input }, await onceIn(form)),
    );
    if (saved.issues) return page(c, null, draft, saved.issues.map(atName));
    setFlash(c, "/console", { key: "created", name, kind: "success" });
    return c.redirect(path, 303);
  })
  .get("/event-types/edit", async (c) => {
    const type = await c.var.view.api.get<EventType>(apiPathOf(c.req.query("name") ?? ""));
    const draft = draftFor(type);
    return page(c, type, draft, [], await printsOf(inputOf(draft, type).input));
  })
  .post("/event-types/edit", async (c) => {
    const { view } = c.var;
    const type = await view.api.get<EventType>(apiPathOf(c.req.query("name") ?? ""));
    const form = await c.req.formData();
    const shown = shownIn(form);
    const { more, ...draft } = draftOf(form);
    if (more) return page(c, type, withMoreRows(draft), [], shown);
    const { input, issues } = inputOf(draft, type);
    if (issues.length > 0) return page(c, type, draft, issues, shown);
    const { changed, conflict } = await changedIn(c, form, {
      saved: inputOf(draftFor(type), type).input,
      entered: input,
      labelOf: (field) => fieldLabel(view, field),
      action: editPath(type.name),
      name: labelOf(type, view.language),
      back: editPath(type.name),
    });
    if (changed === null) return conflict;
    const saved = await saving(() => view.api.patch(apiPathOf(type.name), only(input, changed)));
    if (saved.issues) return page(c, type, draft, saved.issues, shown);
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });

/** The API says of a taken name only that it is taken. */
const atName = (issue: Issue): Issue =>
  issue.loc.length === 0 ? { ...issue, loc: ["body", "name"] } : issue;
