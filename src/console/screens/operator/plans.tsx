import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Application } from "../../../contract/application.ts";
import type { Page } from "../../../contract/page.ts";
import type { Plan } from "../../../contract/plan.ts";
import type { Language } from "../../../core/language.ts";
import { saving, withQuery } from "../../app/client.ts";
import { type Draft, draftOf, listOf } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { inTypedUnit, readDuration, units } from "../../model/durations.ts";
import { numberOrTyped } from "../../model/numbers.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords, placeOf } from "../../text/plain-words.ts";
import { Editor, Section } from "../../ui/editor.tsx";
import { Input, issueAt } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";

const path = "/console/plans";
const apiPathOf = (name: string) => `/plan/${encodeURIComponent(name)}`;
const editPath = (name: string) => withQuery(`${path}/edit`, { name });

interface Used {
  plan: Plan;
  /** Applications that have it; `more` when there are further ones. */
  count: number;
  more: boolean;
}

async function usedBy({ api }: View, plan: Plan): Promise<Used> {
  const page = await api.get<Page<Application>>("/app", { plan: plan.name, limit: 250 });
  return { plan, count: page.data.length, more: !page.done };
}

const Row: FC<{ view: View; used: Used; index: number }> = ({ view, used, index }) => {
  const { plans: text, actions, days } = view.text;
  const { plan, count, more } = used;
  const { number } = view.format;
  const limit = (value: number | null) =>
    value === null ? <span class="quiet">{text.unlimited}</span> : number(value);
  return (
    <tr>
      <th scope="row">
        <a href={editPath(plan.name)}>{plan.name}</a>
      </th>
      <td data-label={text.endpoints}>{limit(plan.maxEndpoints)}</td>
      <td data-label={text.rate}>{limit(plan.maxThrottleRate)}</td>
      <td data-label={text.retention}>
        {plan.retentionDays === null ? (
          <span class="quiet">{text.byDefault}</span>
        ) : (
          days(plan.retentionDays, number(plan.retentionDays))
        )}
      </td>
      <td data-label={text.features}>
        {plan.featureFlags?.length ? (
          <span class="marks">
            {plan.featureFlags.map((flag) => (
              <Badge tone="accent">{flag}</Badge>
            ))}
          </span>
        ) : (
          <span class="quiet">{text.noFeatures}</span>
        )}
      </td>
      <td data-label={text.used}>
        {count === 0 ? (
          <span class="quiet">{text.unused}</span>
        ) : (
          <a href={withQuery("/console/apps", { plan: plan.name })}>
            {text.usedBy(more ? `${number(count)}+` : number(count))}
          </a>
        )}
      </td>
      <td class="tools">
        <Menu id={`menu-${index}`} label={actions.menuOf(plan.name)}>
          <MenuLink href={editPath(plan.name)} icon="edit">
            {text.edit}
          </MenuLink>
          <MenuDialog
            href={withQuery(path, { remove: plan.name })}
            dialog={`remove-${index}`}
            icon="trash"
            danger
          >
            {text.remove}
          </MenuDialog>
        </Menu>
      </td>
    </tr>
  );
};

const AddPlan: FC<{ view: View }> = ({ view }) => (
  <a class="button" href={`${path}/new`}>
    <Icon name="plus" />
    {view.text.plans.add}
  </a>
);

async function list(c: Context<PageEnv>) {
  const { view } = c.var;
  const { plans: text } = view.text;
  const plans = await view.api.all<Plan>("/plan");
  const rows = await Promise.all(plans.map((plan) => usedBy(view, plan)));
  const removing = c.req.query("remove");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {plans.length > 0 && <AddPlan view={view} />}
      </PageHeader>
      {plans.length === 0 ? (
        <Empty icon="plans" title={text.empty} hint={text.emptyHint}>
          <AddPlan view={view} />
        </Empty>
      ) : (
        <div class="table-wrap">
          <table class="folding">
            <thead>
              <tr>
                {[text.name, text.endpoints, text.rate, text.retention, text.features, text.used].map(
                  (title) => (
                    <th scope="col">{title}</th>
                  ),
                )}
                <th scope="col">
                  <span class="visually-hidden">{view.text.actions.more}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((used, index) => (
                <Row view={view} used={used} index={index} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {plans.map(({ name }, index) => (
        <Confirm
          view={view}
          id={`remove-${index}`}
          title={text.removeTitle(name)}
          action={`${path}/delete`}
          fields={{ name }}
          confirm={text.removeConfirm}
          closeTo={path}
          open={removing === name}
          danger
        >
          <p>{text.removeText}</p>
        </Confirm>
      ))}
    </Layout>,
  );
}

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

/** @param name of the plan that is changed, null for a new one */
function form(c: Context<PageEnv>, name: string | null, draft: Draft, issues: Issue[]) {
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

export const plans = new Hono<PageEnv>()
  .get("/plans", list)
  .get("/plans/new", (c) => form(c, null, {}, []))
  .post("/plans/new", async (c) => {
    const draft = draftOf(await c.req.formData());
    const name = draft.name?.trim() ?? "";
    const saved = await saving(() =>
      c.var.view.api.post<Plan>("/plan", { name, ...inputOf(draft, c.var.view.language) }),
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
    return form(c, plan.name, draftFor(plan), []);
  })
  .post("/plans/edit", async (c) => {
    const name = c.req.query("name") ?? "";
    const draft = draftOf(await c.req.formData());
    const saved = await saving(() =>
      c.var.view.api.patch<Plan>(apiPathOf(name), inputOf(draft, c.var.view.language)),
    );
    if (saved.issues) return form(c, name, draft, saved.issues);
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  })
  .post("/plans/delete", async (c) => {
    const name = String((await c.req.formData()).get("name") ?? "");
    await c.var.view.api.delete(apiPathOf(name));
    setFlash(c, "/console", { key: "deleted", name, kind: "success" });
    return c.redirect(path, 303);
  });
