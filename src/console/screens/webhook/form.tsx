import { type Context, Hono } from "hono";
import type { Endpoint } from "../../../contract/endpoint.ts";
import { ApiError, saving } from "../../app/client.ts";
import { cookiePath } from "../../app/page-view.ts";
import { setFlash } from "../../app/session.ts";
import { onceIn, shownIn } from "../../app/shown.ts";
import type { AppView, PageEnv, View } from "../../app/view.ts";
import { isTestAddress, nameOf } from "../../model/endpoints.ts";
import { type Fields, type Prints, printsOf } from "../../model/three-way.ts";
import type { Issue } from "../../text/codes.ts";
import { changedIn } from "../../ui/conflict.tsx";
import { act, withAlwaysSent } from "../../webhook-form/actions.ts";
import { requestFor, tidy } from "../../webhook-form/body.ts";
import { pathsOf, picksOf, selectable } from "../../webhook-form/catalogue.ts";
import { type Form, oneLine } from "../../webhook-form/form.ts";
import { fieldLabel, visibleValue } from "../../webhook-form/labels.ts";
import {
  chosenOf,
  complete,
  enteredFields,
  type Loaded,
  load,
  requestOf,
  savedFields,
} from "../../webhook-form/loaded.ts";
import { ownWords } from "../../webhook-form/own-words.ts";
import { FormPage } from "../../webhook-form/page.tsx";
import type { Tested } from "../../webhook-form/preview.tsx";
import { inOrder, problemsOf } from "../../webhook-form/problems.ts";
import { readForm } from "../../webhook-form/read.ts";
import { previewOf, test } from "../../webhook-form/trial.ts";

type PageContext = Context<PageEnv<AppView>>;

interface Shown {
  form: Form;
  issues?: Issue[];
  acted?: string;
  focus?: string | null;
  tested?: Tested | null;
  unsaved?: boolean;
  path?: string | null;
  /** Name of another webhook with the same address. */
  alsoAt?: string | null;
  /** Name of the event type whose example is shown. */
  previewType: string | null;
  /** What the form showed when it was opened; unless given, what is saved. */
  opened?: Prints | null;
  status?: 200 | 422;
}

async function show(c: PageContext, loaded: Loaded, shown: Shown) {
  const { view } = c.var;
  const { saved, types, usage, groups, kindAt, id, asked, promoted } = loaded;
  const { form, issues = [], acted = "", tested = null } = shown;
  const { webhooks } = view.text;
  const chosen = chosenOf(loaded, form);
  const preview = await previewOf(view, loaded, form, shown.previewType);
  const found = problemsOf(view, issues, form);
  // What the preview trips over would be refused next: better said at once.
  const more =
    found.length === 0 ? [] : preview.problems.filter(({ at }) => found.every((one) => one.at !== at));
  const problems = inOrder([...found, ...more]);
  const typed = acted === "preview" && form.url.trim() !== "";
  const live = typed ? preview.problems.filter(({ at }) => at === "url") : [];
  const most = usage?.maxEndpoints ?? null;
  const full = saved === null && usage !== null && most !== null && usage.endpoints >= most;
  return c.html(
    <FormPage
      s={{
        view,
        form,
        problems: [...problems, ...live],
        saved,
        types,
        groups,
        usage,
        chosen,
        picks: picksOf(chosen, view.language),
        paths: pathsOf(chosen),
        kindAt,
        asked,
        promoted,
        before: loaded.before,
        action: id === null ? `${view.base}/webhooks/new` : `${view.base}/webhooks/${id}/edit`,
        acted,
        focus: shown.focus ?? problems[0]?.at ?? null,
        shown: saved === null ? null : (shown.opened ?? (await printsOf(savedFields(loaded)))),
        urlNote: urlNote(view, form.url, shown.alsoAt ?? null),
      }}
      preview={{ ...preview, tested }}
      refused={full ? webhooks.limitReached(view.format.number(most)) : null}
      unsaved={shown.unsaved ?? false}
      path={shown.path ?? null}
    />,
    shown.status ?? 200,
  );
}

async function submitted(c: PageContext, id: string | null) {
  const { view } = c.var;
  const data = await c.req.formData();
  const loaded = await load(view, id);
  const action = String(data.get("do") ?? c.req.query("do") ?? "save");
  const opened = shownIn(data);
  const previewType = String(data.get("previewType") ?? "") || null;
  const given = readForm(data);
  const picks = picksOf(chosenOf(loaded, given), view.language);
  const isSave = action === "save" || action === "save-test";
  if (!isSave && action !== "test" && action !== "preview") {
    const groups = loaded.groups.map(({ choices }) =>
      choices.filter(selectable).map(({ type }) => type.name),
    );
    const acted = act(given, action, { picks, kindAt: loaded.kindAt, language: view.language, groups });
    const form = withAlwaysSent(acted.form, picks);
    return show(c, loaded, { form, acted: action, focus: acted.focus, previewType, opened, unsaved: true });
  }
  if (isSave) return save(c, loaded, data, tidy(given), action === "save-test", previewType);
  const form = complete(loaded, tidy(given));
  if (action === "preview")
    return show(c, loaded, { form: given, acted: action, previewType, opened, unsaved: true });
  const tested = await test(view, loaded, form, previewType);
  return show(c, loaded, { form: given, acted: action, previewType, opened, unsaved: true, tested });
}

async function save(
  c: PageContext,
  loaded: Loaded,
  data: FormData,
  given: Form,
  thenTest: boolean,
  previewType: string | null,
) {
  const { view } = c.var;
  const { api, apiPath } = view;
  const { form, body, issues, conflict } = await changesIn(c, loaded, data, given);
  if (conflict !== null) return conflict;
  const opened = shownIn(data);
  const call = async () =>
    loaded.id === null
      ? api.postOnce<Endpoint>(`${apiPath}/endpoint`, body, await onceIn(data))
      : api.patch<Endpoint>(`${apiPath}/endpoint/${loaded.id}`, body);
  const result = issues.length > 0 ? { value: null, issues } : await limited(() => saving(call));
  if (result.value === null)
    return show(c, loaded, {
      ...{ form, issues: result.issues, previewType, opened, unsaved: true, status: 422 },
    });
  const { id } = result.value;
  const alsoAt = result.value.url === loaded.saved?.url ? null : await otherAt(view, result.value);
  if (thenTest) {
    const now = await load(view, id);
    const tested = { ...(await test(view, now, now.before, previewType)), saved: true };
    const address = `${view.base}/webhooks/${id}/edit`;
    return show(c, now, { form: now.before, previewType, tested, focus: "tested", path: address, alsoAt });
  }
  const key = loaded.id === null ? "created" : "saved";
  setFlash(c, cookiePath(view), {
    ...(alsoAt === null ? { key, name: nameOf(result.value) } : { key: `${key}AlsoAt`, name: alsoAt }),
    kind: "success",
  });
  return c.redirect(`${view.base}/webhooks/${id}`, 303);
}

/** All of a new webhook; of a saved one what was changed in the form, or that somebody else changed the same. */
async function changesIn(c: PageContext, loaded: Loaded, data: FormData, given: Form) {
  const { saved, id } = loaded;
  if (saved === null) {
    const form = complete(loaded, given);
    return { form, ...requestOf(loaded, form), conflict: null };
  }
  const { view } = c.var;
  const action = `${view.base}/webhooks/${id}/edit`;
  const merged = (entered: Fields) =>
    changedIn(c, data, {
      saved: savedFields(loaded),
      entered,
      labelOf: (field) => fieldLabel(view.text, field),
      shownValue: visibleValue,
      action,
      name: nameOf(saved),
      back: action,
    });
  const first = await merged(enteredFields(loaded, given));
  // What always has to be sent is added where the person changed what is sent, not where somebody else did.
  const touched = first.changed?.some((field) => field === "payload" || field === "eventTypes") ?? false;
  const form = touched ? complete(loaded, given) : given;
  const { issues } = requestOf(loaded, form);
  const entered = enteredFields(loaded, form);
  const { changed, conflict } = touched ? await merged(entered) : first;
  if (changed === null) return { form, body: {}, issues, conflict: issues.length > 0 ? null : conflict };
  return { form, body: requestFor(entered, savedFields(loaded), changed), issues, conflict: null };
}

/** Name of another webhook that sends to the same address, null for none. */
async function otherAt(
  { api, apiPath }: AppView,
  { id, url, destination }: Endpoint,
): Promise<string | null> {
  if (destination?.type === "email") return null;
  const all = await api.all<Endpoint>(`${apiPath}/endpoint`).catch(() => []);
  const other = all.find((one) => one.id !== id && one.url === url && one.destination?.type !== "email");
  return other === undefined ? null : nameOf(other);
}

/** What somebody should know of an address that is taken as it is. */
function urlNote({ text }: View, url: string, alsoAt: string | null): string | null {
  if (isTestAddress(url)) return text.form.testAddress;
  return alsoAt === null ? null : text.form.alsoAt(alsoAt);
}

/** That a plan is used up concerns the whole form. */
async function limited<T>(call: () => Promise<T>): Promise<T | { value: null; issues: Issue[] }> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApiError && (error.code === "plan_limit" || error.code === "limit_reached"))
      return { value: null, issues: error.issues };
    throw error;
  }
}

/** What a link to the form brings along for a new webhook: an address, an event that can be chosen. */
function suggested(c: PageContext, { before, groups }: Loaded): Pick<Shown, "form" | "previewType"> {
  const url = oneLine(c.req.query("url") ?? "") || before.url;
  const event = c.req.query("event") ?? null;
  const choosable = groups.some(({ choices }) =>
    choices.some((choice) => selectable(choice) && choice.type.name === event),
  );
  if (event === null || !choosable) return { form: { ...before, url }, previewType: null };
  return { form: { ...before, url, events: "some", eventTypes: [event] }, previewType: event };
}

export const webhookForm = new Hono<PageEnv<AppView>>()
  .use("/webhooks/new", ownWords)
  .use("/webhooks/:id/edit", ownWords)
  .get("/webhooks/new", async (c) => {
    const loaded = await load(c.var.view, null);
    return show(c, loaded, suggested(c, loaded));
  })
  .post("/webhooks/new", (c) => submitted(c, null))
  .get("/webhooks/:id/edit", async (c) => {
    const loaded = await load(c.var.view, c.req.param("id"));
    return show(c, loaded, { form: loaded.before, previewType: null });
  })
  .post("/webhooks/:id/edit", (c) => submitted(c, c.req.param("id")))
  .post("/webhooks/:id/confirm-email", async (c) => {
    const { view } = c.var;
    const id = encodeURIComponent(c.req.param("id"));
    await view.api.post(`${view.apiPath}/endpoint/${id}/confirm-email`);
    setFlash(c, cookiePath(view), { key: "linkSent", kind: "success" });
    return c.redirect(`${view.base}/webhooks/${id}${c.req.query("from") === "view" ? "" : "/edit"}`, 303);
  });
