import type { Usage } from "../../contract/application.ts";
import type { Endpoint } from "../../contract/endpoint.ts";
import type { Headers } from "../../contract/endpoint-secret.ts";
import type { EventType } from "../../contract/event-type.ts";
import type { Promotable } from "../../core/extensions/form.ts";
import { includes } from "../../core/matching/event-types.ts";
import { readOnlyError } from "../app/client.ts";
import type { AppView } from "../app/view.ts";
import { inOrder } from "../model/event-types.ts";
import type { Fields } from "../model/three-way.ts";
import type { Issue } from "../text/codes.ts";
import { withAlwaysSent } from "./actions.ts";
import { type Body, bodyOf, changesOf, fieldsOf, headerChanges, tidy } from "./body.ts";
import { askedOf, groupsOf, kinds, picksOf, selectable } from "./catalogue.ts";
import { type Form, formOf, nothing } from "./form.ts";

const noHeaders: Headers = { headers: {}, sensitive: [] };

/** What the form is about, and what it offers. */
export async function load(view: AppView, id: string | null) {
  const { api, apiPath } = view;
  if (view.readOnly) throw readOnlyError();
  const path = `${apiPath}/endpoint/${encodeURIComponent(id ?? "")}`;
  const [saved, headers, all, usage] = await Promise.all([
    id === null ? null : api.get<Endpoint>(path),
    id === null ? noHeaders : api.get<Headers>(`${path}/headers`),
    api.all<EventType>("/event-type", { include_unavailable: true }),
    api.maybe<Usage>(`${apiPath}/usage`),
  ]);
  const types = inOrder(all);
  const kindAt = kinds(types);
  const fresh = {
    ...nothing,
    ...view.settings.endpointDefaults,
    ...(types.length === 0 ? { eventTypes: null } : {}),
  };
  const { language, settings } = view;
  const asked = askedOf(types, language);
  const promoted: ReadonlySet<Promotable> = new Set(settings.endpointDefaults.form?.promoted);
  const paths = asked.map(({ path }) => path);
  const before = formOf(saved ?? fresh, headers, kindAt, language, paths);
  const authOptional = promoted.has("auth");
  const isOffered = authOptional && saved === null && before.authType === "none";
  return {
    id: saved?.id ?? null,
    language,
    saved,
    types,
    usage,
    kindAt,
    groups: groupsOf(types, usage, language),
    asked,
    promoted,
    before: { ...before, authOptional, ...(isOffered ? { authType: "header" as const } : {}) },
  };
}

export type Loaded = Awaited<ReturnType<typeof load>>;

/** The chosen events; all that can be chosen, when none is. */
export function chosenOf({ types, groups }: Loaded, { events, eventTypes }: Form): EventType[] {
  const chosen = events === "all" ? [] : types.filter(({ name }) => includes(eventTypes, name));
  return chosen.length > 0
    ? chosen
    : groups.flatMap(({ choices }) => choices.filter(selectable).map(({ type }) => type));
}

/** What would be sent to the API to save the form: all of a new webhook, of a saved one what changed. */
export function requestOf(loaded: Loaded, form: Form): { body: Partial<Body>; issues: Issue[] } {
  const { kindAt, language, before, saved } = loaded;
  const { body, issues } = bodyOf(form, kindAt, language);
  if (saved === null) return { body, issues };
  const was = bodyOf(tidy(before), kindAt, language).body;
  return { body: changesOf(was, { ...body, headers: headerChanges(tidy(before), form) }), issues };
}

/** What the form stands for; see `three-way`. */
export const enteredFields = ({ kindAt, language }: Loaded, form: Form): Fields =>
  fieldsOf(form, kindAt, language);

/** The same of what is saved now. */
export const savedFields = (loaded: Loaded): Fields => enteredFields(loaded, tidy(loaded.before));

/** With the fields that the events always send, if events or fields changed at all. */
export function complete(loaded: Loaded, form: Form): Form {
  const { body } = requestOf(loaded, form);
  const touched = body.payload !== undefined || body.eventTypes !== undefined;
  return touched ? withAlwaysSent(form, picksOf(chosenOf(loaded, form), "en")) : form;
}
