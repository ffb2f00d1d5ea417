import type { Language } from "../../core/language.ts";
import type { View } from "../app/view.ts";
import { type Duration, inTypedUnit, readDuration, readDurations, type Unit } from "../model/durations.ts";
import type { Issue } from "../text/codes.ts";
import { plainly } from "../text/plain-words.ts";
import type { Form } from "./form.ts";

/** What is wrong with the form, in the person's language, at the control that is to change. */
export interface FormProblem {
  /** Id of the control. */
  at: string;
  message: string;
}

/**
 * One problem a control, those of the whole form aside.
 *
 * @param form that was sent, a tidy one: rows have the numbers that issues name
 */
export const problemsOf = (
  view: Pick<View, "text" | "language">,
  issues: readonly Issue[],
  form: Form,
): FormProblem[] => {
  const found = issues.map((issue): FormProblem => {
    const { loc } = issue;
    const place = loc[0] === "body" ? loc.slice(1) : loc;
    return {
      at: conditionOf(issue, form) ?? controlOf(place, form),
      message: plainly(view, ofDuration(issue, place, form, view.language)),
    };
  });
  return found.filter(({ at, message }, index) => {
    const first = found.findIndex((one) => one.at === at && (at !== "" || one.message === message));
    return first === index;
  });
};

/** An issue about a duration speaks of it as it was typed. */
function ofDuration(issue: Issue, [first, second, third]: string[], form: Form, language: Language): Issue {
  const told = (typed: Duration | null | undefined, unit: Unit) =>
    inTypedUnit(issue, typed?.unit ?? unit, language);
  if (first === "cooldown" && second === "seconds")
    return told(readDuration(form.cooldownAmount, language, form.cooldownUnit), form.cooldownUnit);
  if (first === "batching" && second === "maxWaitSeconds")
    return told(readDuration(form.maxWaitSeconds, language), "s");
  if (first === "retry" && second === "waits" && third !== undefined)
    return told(readDurations(form.waitList, language)?.[Number(third)], "s");
  return issue;
}

const firstControls = ["name", "url", "to", "active", "events"];

/** As the controls stand in the form: the first one gets the focus. */
export const inOrder = (problems: readonly FormProblem[]): FormProblem[] => {
  const rank = (at: string) =>
    firstControls.includes(at) ? firstControls.indexOf(at) : firstControls.length;
  return [...problems].sort((a, b) => rank(a.at) - rank(b.at));
};

export const problemAt = (problems: readonly FormProblem[], id: string) =>
  problems.find(({ at }) => at === id)?.message;

/** The value that an issue of the whole filter is about. */
function conditionOf({ code, params }: Issue, form: Form): string | null {
  if (code !== "filter_not_comparable" || form.filterAs === "json") return null;
  const at = form.conditions.findIndex(
    ({ path, operator }) => path.trim() === params.path && `$${operator}` === params.name,
  );
  return at === -1 ? null : `condition-${at}-value`;
}

const secrets = ["value", "password", "token"];

/** Id of the control that an issue is about. */
function controlOf([first = "", second, third, fourth]: string[], form: Form): string {
  if (first === "disabled") return "active";
  if (first === "destination") return "to";
  if (first === "eventTypes") return "events";
  if (first === "request") return second === "contentType" ? "contentType" : "method";
  if (first === "payload") {
    if (second !== "fields") return second ?? "mode";
    return third === undefined
      ? "mode"
      : `field-${third}-${fourth === "default" ? "preset" : (fourth ?? "name")}`;
  }
  if (first === "conditions") return `condition-${second}-path`;
  if (first === "filter") return form.filterAs === "json" ? "filterJson" : "condition-0-path";
  if (first === "cooldown")
    return second === "key" ? "cooldownKey" : second === "origins" ? "cooldownOrigins" : "cooldownAmount";
  if (first === "batching") return second ?? "batching";
  if (first === "auth") {
    if (second === undefined) return "authType";
    return secrets.includes(second) ? "authSecret" : second === "key" ? "authKey" : "authUsername";
  }
  if (first === "headerRows") return `header-${second}-name`;
  if (first === "headers") {
    const at = form.headers.findIndex(({ name }) => name.trim() === second);
    return at === -1 ? "headers" : `header-${at}-name`;
  }
  if (first === "accept") return second === "body" ? "acceptBody" : "acceptCodes";
  if (first === "retry") return second === "on" ? "failures" : "waitList";
  return first;
}
