import { dequal } from "dequal/lite";
import type { Usage } from "../../contract/application.ts";
import type { Endpoint } from "../../contract/endpoint.ts";
import type { EventType } from "../../contract/event-type.ts";
import type { Promotable } from "../../core/extensions/form.ts";
import type { AppView } from "../app/view.ts";
import type { Prints } from "../model/three-way.ts";
import type { AskedField, Group, Pick } from "./catalogue.ts";
import type { KindAt } from "./conditions.ts";
import type { Form } from "./form.ts";
import { type FormProblem, problemAt } from "./problems.ts";

/** All that the form is drawn from. */
export interface Scene {
  view: AppView;
  form: Form;
  problems: FormProblem[];
  /** Null for a new webhook. */
  saved: Endpoint | null;
  types: EventType[];
  groups: Group[];
  usage: Usage | null;
  /** The chosen events; all that can be chosen, when none is. */
  chosen: EventType[];
  /** What these offer. */
  picks: Pick[];
  paths: string[];
  kindAt: KindAt;
  /** Fields whose values are asked for beside the events. */
  asked: AskedField[];
  /** Parts that stand in front. */
  promoted: ReadonlySet<Promotable>;
  /** The form as it was before anybody filled it in. */
  before: Form;
  /** Where the form is sent. */
  action: string;
  /** What was done last, other than saving. */
  acted: string;
  /** Id of the control that gets the focus. */
  focus: string | null;
  /** What the form showed when it was opened; null for a new webhook. */
  shown: Prints | null;
  /** What somebody should know of the address. */
  urlNote: string | null;
}

/** Attributes that a control of the form has in common. */
export const control = ({ focus }: Scene, id: string) => ({
  autofocus: focus === id,
  autocomplete: "off",
});

export const wrong = ({ problems }: Scene, id: string) => problemAt(problems, id);

/** Of a new webhook, whether somebody has set one of these; what only the defaults say stays folded. */
export const isSet = ({ form, before, saved }: Scene, ...names: (keyof Form)[]) =>
  saved !== null || names.some((name) => !dequal(form[name], before[name]));

/** A button whose work our script does by itself, where there is JavaScript. */
export const acting = (value: string) => ({
  type: "submit" as const,
  name: "do",
  value,
  formnovalidate: true,
});

/** A button that changes the form itself: with JavaScript, only this part of the page comes anew. */
export const changing = ({ action }: Scene, part: string, value: string) => ({
  ...acting(value),
  "hx-post": action,
  "hx-target": part,
  ...swapping(part),
});

/** Besides the part itself, what follows from the form's content. */
export const swapping = (part: string) => ({
  "hx-select": part,
  "hx-select-oob": following.filter((one) => one !== part && !(inside[one] === part)).join(","),
  "hx-swap": "outerHTML",
  "hx-push-url": "false",
  // Each request has the whole form: the answer to an earlier one would take back what a later one did.
  "hx-sync": "#webhook-form:replace",
});

const following = ["#preview", "#preview-with", "#url-check", "#picks", "#placeholders", "#paths"];
/** What comes with a part anyway. */
const inside: Record<string, string> = { "#picks": "#fields" };
