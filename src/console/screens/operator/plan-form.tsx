import { type Context, Hono } from "hono";
import type { Plan } from "../../../contract/plan.ts";
import type { Language } from "../../../core/language.ts";
import { saving } from "../../app/client.ts";
import { type Draft, draftOf, listOf } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn, shownIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { inTypedUnit, readDuration, units } from "../../model/durations.ts";
import { numberOrTyped } from "../../model/numbers.ts";
import { only, type Prints, printsOf } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, placeOf } from "../../text/plain-words.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { Editor, Section } from "../../ui/editor.tsx";
import { Input, issueAt } from "../../ui/form.tsx";
import { PageHeader } from "../../ui/page.tsx";

import { apiPathOf, editPath, path } from "./plans.tsx";

const numbers = ["maxEndpoints", "maxThrottleRate", "retentionDays"] as const;

const draftFor = (plan: Plan): Draft => ({
  name: plan.name,
  featureFlags: (plan.featureFlags ?? []).join(", "),
  ...Object.fromEntries(numbers.map((name) => [name, plan[name] === null ? "" : String(plan[name])])),
});

const inputOf = (draft: Draft, language: Language) => ({
  featureFlags: listOf(draft.featureFlags),
  maxEndpoints: numberOrTyped(draft.maxEndpoints, language),
  maxThrottleRate: numberOrTyped(draft.maxThrottleRate, language),
  retentionDays: daysOf(draft.retentionDays ?? "", language),
});

function daysOf(typed: string, language: Language) {
  const duration = readDuration(typed, language, "d");
  return duration === null ? typed.trim() || null : duration.seconds / units.d;
}

/** How long to keep is told in the unit that was typed. */
function inItsUnit(issue: Issue, { retentionDays = "" }: Draft, language: Language): Issue {
  const unit = readDuration(retentionDays, language, "d")?.unit ?? "d";
  return placeOf(issue) === "retentionDays" ? inTypedUnit(issue, unit, language, units.d) : issue;
}

const labelOf = ({ text: { plans: text } }: View, field: string): string =>
  ({
    featureFlags: text.features,
    maxEndpoints: text.maxEndpoints,
    maxThrottleRate: text.maxRate,
    retentionDays: text.retentionDays,
  })[field] ?? field;

/** @param name of the plan that is changed, null for a new one */
function form(
  c: Context<PageEnv>,
  name: string | null,
  draft: Draft,
  issues: Issue[],
  shown: Prints | null = null,
) {
  const { view } = c.var;
  const { plans: text, optional } = view.text;
  const title = name === null ? text.add : text.editTitle(name);
  const wrong = inPlainWords(
    view,
    issues.map((issue) => inItsUnit(issue, draft, view.language)),
  );
  const field = (id: (typeof numbers)[number], label: string, hint: string) => (
    <Input
      id={id}
      label={label}
      value={draft[id]}
      hint={hint}
      optional={optional}
      error={issueAt(wrong, id)}
      more={{ ...(id === "retentionDays" ? {} : { inputmode: "numeric" }), class: "short-field" }}
    />
  );
  return c.html(
    <Layout view={view} title={title}>
      <PageHeader title={title} back={{ href: path, label: text.title }} />
      <Editor
        view={view}
        action={name === null ? `${path}/new` : editPath(name)}
        save={name === null ? text.create : view.text.actions.save}
        cancel={path}
        issues={wrong}
        shown={shown}
      >
        <Section>
          {name === null && (
            <Input
              id="name"
              label={text.name}
              value={draft.name}
              hint={text.nameHint}
              error={issueAt(wrong, "name")}
              more={{ required: true, autocomplete: "off", autofocus: true }}
            />
          )}
          {field("maxEndpoints", text.maxEndpoints, text.maxEndpointsHint)}
          {field("maxThrottleRate", text.maxRate, text.maxRateHint)}
          {field("retentionDays", text.retentionDays, text.retentionHint)}
          <Input
            id="featureFlags"
            label={text.features}
            value={draft.featureFlags}
            hint={text.featuresHint}
            optional={optional}
            error={wrong.find(({ loc }) => loc.includes("featureFlags"))?.msg}
            more={{ autocomplete: "off", spellcheck: false }}
          />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

export const planForm = new Hono<PageEnv>()
  .get("/plans/new", (c) => form(c, null, {}, []))
  .post("/plans/new", async (c) => {
    const given = await c.req.formData();
    const draft = draftOf(given);
    const name = draft.name?.trim() ?? "";
    const input = { name, ...inputOf(draft, c.var.view.language) };
    const saved = await saving(async () =>
      c.var.view.api.postOnce<Plan>("/plan", input, await onceIn(given)),
    );
    if (saved.issues)
      return form(
        c,
        null,
        draft,
        saved.issues.map((issue) => (issue.loc.length === 0 ? { ...issue, loc: ["body", "name"] } : issue)),
      );
    setFlash(c, "/console", { key: "created", name, kind: "success" });
    return c.redirect(path, 303);
  })
  .get("/plans/edit", async (c) => {
    const plan = await c.var.view.api.get<Plan>(apiPathOf(c.req.query("name") ?? ""));
    const draft = draftFor(plan);
    return form(c, plan.name, draft, [], await printsOf(inputOf(draft, c.var.view.language)));
  })
  .post("/plans/edit", async (c) => {
    const { view } = c.var;
    const { api, language } = view;
    const name = c.req.query("name") ?? "";
    const given = await c.req.formData();
    const draft = draftOf(given);
    const entered = inputOf(draft, language);
    const { changed, conflict } = await changedIn(c, given, {
      saved: inputOf(draftFor(await api.get<Plan>(apiPathOf(name))), language),
      entered,
      labelOf: (field) => labelOf(view, field),
      action: editPath(name),
      name,
      back: editPath(name),
    });
    if (changed === null) return conflict;
    const saved = await saving(() => api.patch<Plan>(apiPathOf(name), only(entered, changed)));
    if (saved.issues) return form(c, name, draft, saved.issues, shownIn(given));
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });
