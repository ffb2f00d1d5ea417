import type { EndpointTest, RequestPreview } from "../../contract/endpoint-test.ts";
import { parsePayload, passes } from "../../core/matching/filter.ts";
import { ApiError, saving } from "../app/client.ts";
import type { AppView } from "../app/view.ts";
import { bodyOf, tidy } from "./body.ts";
import type { Form } from "./form.ts";
import { chosenOf, complete, type Loaded, requestOf } from "./loaded.ts";
import type { Preview, Tested } from "./preview.tsx";
import { problemsOf } from "./problems.ts";

/** What the form as it stands would send, shown and tried out. */

/** Stands in for an address that nobody has entered yet. */
const standIn = "https://example.com/webhooks";

/** The event type whose example is meant: the one that was picked, else the first one chosen. */
function typeFor(loaded: Loaded, form: Form, picked: string | null): string | null {
  const names = chosenOf(loaded, form).map(({ name }) => name);
  return picked !== null && names.includes(picked) ? picked : (names[0] ?? null);
}

/** The form in a request to `/endpoint/preview` or `/endpoint/test`. */
function trialOf(loaded: Loaded, form: Form, eventType: string) {
  const { body, issues } = requestOf(loaded, form);
  const isStandIn = form.destination === "http" && form.url.trim() === "";
  const { eventTypes, ...rest } = isStandIn ? { ...body, url: standIn } : body;
  const endpoint = {
    ...rest,
    ...(eventTypes === undefined || eventTypes?.length === 0 ? {} : { eventTypes }),
  };
  const input = { eventType, endpoint, ...(loaded.id === null ? {} : { endpointId: loaded.id }) };
  const isMissing = (place: string) => issues.some(({ loc }) => loc.join(".") === `body.${place}`);
  const open = issues.filter(({ loc }) => loc[1] !== "eventTypes" && !(isStandIn && loc[1] === "url"));
  return { input, issues: open, isStandIn: isStandIn && isMissing("url") };
}

export async function previewOf(
  view: AppView,
  loaded: Loaded,
  given: Form,
  picked: string | null,
): Promise<Omit<Preview, "tested">> {
  const form = complete(loaded, tidy(given));
  const eventType = typeFor(loaded, form, picked);
  const none = { eventType, request: null, problems: [], standIn: false, passes: null };
  if (eventType === null) return none;
  const { input, issues, isStandIn } = trialOf(loaded, form, eventType);
  const shown =
    issues.length > 0
      ? { value: null, issues }
      : await saving(() => view.api.post<RequestPreview>(`${view.apiPath}/endpoint/preview`, input));
  if (shown.value === null) return { ...none, problems: problemsOf(view, shown.issues, form) };
  const filter = bodyOf(form, loaded.kindAt, loaded.language).body.filter as Record<string, unknown> | null;
  const example = loaded.types.find(({ name }) => name === eventType)?.example;
  const verdict = filter && example ? passes(filter, parsePayload(JSON.stringify(example))) : null;
  return { ...none, request: shown.value.request, standIn: isStandIn, passes: verdict };
}

export async function test(
  view: AppView,
  loaded: Loaded,
  form: Form,
  picked: string | null,
): Promise<Tested> {
  const { text } = view;
  const eventType = typeFor(loaded, form, picked);
  const refused = (why: string): Tested => ({ saved: false, response: null, refused: why });
  if (eventType === null) return refused(text.form.previewNone);
  const { input, issues, isStandIn } = trialOf(loaded, form, eventType);
  if (isStandIn) return refused(text.problems.ofCode.url_incomplete);
  const words = (found: typeof issues) =>
    refused(
      problemsOf(view, found, form)
        .map(({ message }) => message)
        .join(" "),
    );
  if (issues.length > 0) return words(issues);
  try {
    const sent = await saving(() => view.api.post<EndpointTest>(`${view.apiPath}/endpoint/test`, input));
    return sent.value === null ? words(sent.issues) : { ...refused(""), response: sent.value.response };
  } catch (error) {
    if (error instanceof ApiError && error.status === 429) return refused(text.errors.limit);
    throw error;
  }
}
