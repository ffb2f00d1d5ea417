import { type Context, Hono } from "hono";
import type { Application } from "../../../contract/application.ts";
import type { Plan } from "../../../contract/plan.ts";
import type { Language } from "../../../core/language.ts";
import { saving } from "../../app/client.ts";
import { type Draft, draftOf, pairsOf, pairsText, textOrNull } from "../../app/input.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import { onceIn, shownIn } from "../../app/shown.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { numberOrTyped } from "../../model/numbers.ts";
import { only, type Prints, printsOf } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords } from "../../text/plain-words.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { Editor, Section, Select, TextArea } from "../../ui/editor.tsx";
import { Input, issueAt, Switch } from "../../ui/form.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { TimeZones } from "../../ui/time-zones.tsx";
import { apiPathOf } from "./applications.tsx";

const path = "/console/apps";

const draftFor = (app: Application): Draft => ({
  name: app.name,
  uid: app.uid ?? "",
  plan: app.plan ?? "",
  throttleRate: app.throttleRate === null ? "" : String(app.throttleRate),
  timeZone: app.timeZone ?? "",
  metadata: pairsText(app.metadata),
  ...(app.webhooksEnabled ? { webhooksEnabled: "on" } : {}),
});

const inputOf = (draft: Draft, language: Language) => ({
  name: draft.name?.trim(),
  uid: textOrNull(draft.uid),
  plan: textOrNull(draft.plan),
  throttleRate: numberOrTyped(draft.throttleRate, language),
  timeZone: textOrNull(draft.timeZone),
  metadata: pairsOf(draft.metadata),
  webhooksEnabled: draft.webhooksEnabled === "on",
});

const labelOf = ({ text: { applications: text } }: View, field: string): string =>
  ({
    name: text.name,
    uid: text.uid,
    plan: text.plan,
    throttleRate: text.throttle,
    timeZone: text.timeZone,
    metadata: text.metadata,
    webhooksEnabled: text.enabled,
  })[field] ?? field;

async function page(
  c: Context<PageEnv>,
  app: Application | null,
  draft: Draft,
  issues: Issue[],
  shown: Prints | null = null,
) {
  const { view } = c.var;
  const { applications: text, optional } = view.text;
  const plans = (await view.api.all<Plan>("/plan")).map(({ name }) => name);
  const known = draft.plan && !plans.includes(draft.plan) ? [...plans, draft.plan] : plans;
  const title = app === null ? text.add : text.editTitle(app.name);
  const wrong = inPlainWords(view, issues);
  return c.html(
    <Layout view={view} title={title}>
      <PageHeader title={title} back={{ href: path, label: text.title }} />
      <Editor
        view={view}
        action={app === null ? `${path}/new` : `${path}/${app.id}/edit`}
        save={app === null ? text.create : view.text.actions.save}
        cancel={path}
        issues={wrong}
        shown={shown}
      >
        <Section>
          <Input
            id="name"
            label={text.name}
            value={draft.name}
            hint={text.nameHint}
            error={issueAt(wrong, "name")}
            more={{ required: true, autocomplete: "off", autofocus: app === null }}
          />
          <Input
            id="uid"
            label={text.uid}
            value={draft.uid}
            hint={text.uidHint}
            optional={optional}
            error={issueAt(wrong, "uid")}
            more={{ autocomplete: "off", spellcheck: false }}
          />
          <Select
            id="plan"
            label={text.plan}
            value={draft.plan}
            options={[["", text.noPlan], ...known.map((name): [string, string] => [name, name])]}
            hint={text.planHint}
            error={issueAt(wrong, "plan")}
          />
          <Switch
            id="webhooksEnabled"
            label={text.enabled}
            checked={draft.webhooksEnabled === "on"}
            hint={text.enabledHint}
          />
        </Section>
        <Section title={view.text.actions.more}>
          <Input
            id="throttleRate"
            label={text.throttle}
            value={draft.throttleRate}
            hint={text.throttleHint}
            optional={optional}
            error={issueAt(wrong, "throttleRate")}
            more={{ inputmode: "numeric", class: "short-field" }}
          />
          <Input
            id="timeZone"
            label={text.timeZone}
            value={draft.timeZone}
            hint={text.timeZoneHint}
            optional={optional}
            error={issueAt(wrong, "timeZone")}
            more={{
              list: "time-zones",
              autocomplete: "off",
              spellcheck: false,
              placeholder: "Europe/Berlin",
            }}
          />
          <TimeZones />
          <TextArea
            id="metadata"
            label={text.metadata}
            value={draft.metadata}
            hint={text.metadataHint}
            optional={optional}
            rows={3}
            error={issueAt(wrong, "metadata")}
          />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

export const applicationForm = new Hono<PageEnv>()
  .get("/apps/new", (c) => page(c, null, { webhooksEnabled: "on", plan: c.req.query("plan") ?? "" }, []))
  .post("/apps/new", async (c) => {
    const { api, language } = c.var.view;
    const form = await c.req.formData();
    const draft = draftOf(form);
    const saved = await saving(async () =>
      api.postOnce<Application>("/app", inputOf(draft, language), await onceIn(form)),
    );
    if (saved.issues) return page(c, null, draft, conflictAtUid(saved.issues));
    setFlash(c, "/console", { key: "created", name: saved.value.name, kind: "success" });
    return c.redirect(`${path}/${saved.value.id}/access`, 303);
  })
  .get("/apps/:id/edit", async (c) => {
    const app = await c.var.view.api.get<Application>(apiPathOf(c.req.param("id")));
    const draft = draftFor(app);
    return page(c, app, draft, [], await printsOf(inputOf(draft, c.var.view.language)));
  })
  .post("/apps/:id/edit", async (c) => {
    const { view } = c.var;
    const { api, language } = view;
    const app = await api.get<Application>(apiPathOf(c.req.param("id")));
    const form = await c.req.formData();
    const draft = draftOf(form);
    const entered = inputOf(draft, language);
    const { changed, conflict } = await changedIn(c, form, {
      saved: inputOf(draftFor(app), language),
      entered,
      labelOf: (field) => labelOf(view, field),
      action: `${path}/${app.id}/edit`,
      name: app.name,
      back: `${path}/${app.id}/edit`,
    });
    if (changed === null) return conflict;
    const saved = await saving(() => api.patch<Application>(apiPathOf(app.id), only(entered, changed)));
    if (saved.issues) return page(c, app, draft, conflictAtUid(saved.issues), shownIn(form));
    setFlash(c, "/console", { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });

/** The API says of a taken uid only that it is taken. */
const conflictAtUid = (issues: Issue[]): Issue[] =>
  issues.map((issue) => (issue.loc.length === 0 ? { ...issue, loc: ["body", "uid"] } : issue));
