import type { Issue } from "../client.ts";
import type { Text } from "../text.ts";
import type { Form } from "./form.ts";

/** What is wrong with the form, in the person's language, at the control that is to change. */
export interface Problem {
  /** Id of the control. */
  at: string;
  message: string;
}

type Words = Text["formProblems"];

/** What the API says, and our words for it. The first that fits counts; `place` is the issue's, with dots. */
const known: [says: RegExp, words: (words: Words, found: string[], place: string) => string][] = [
  [/^must be a complete address/, (t) => t.urlIncomplete()],
  [/^must begin with https/, (t) => t.urlScheme()],
  [/^must not contain a user name/, (t) => t.urlUser()],
  [/^must name a host/, (t) => t.urlHost()],
  [/^must not point at Posthorn/, (t) => t.urlOwn()],
  [/^must be reachable from the internet/, (t) => t.urlLocal()],
  [/^must not be a private or reserved/, (t) => t.urlPrivate()],
  [/^must be a full host name/, (t) => t.urlName()],
  [/^placeholders can stand in/, (t) => t.placeholderHost()],
  [
    /^__(.+)__ is none of the parameters; they are (.*)$/s,
    (t, [name, all]) => t.placeholderUnknown(name!, all!),
  ],
  [/has no body for a batch/, (t) => t.batchGet()],
  [/^emails are sent one by one/, (t) => t.batchEmail()],
  [/^a batch is always JSON/, (t) => t.batchForm()],
  [/^a batch has one address/, (t) => t.batchPlaceholders()],
  [/has no body for an envelope/, (t) => t.envelopeGet()],
  [/has no body; leave it json/, (t) => t.formGet()],
  [/^(.+) is there twice$/, (t, [name]) => t.twice(name!)],
  [/^(.+) can't be nested in (.+), which is a value/, (t, [inner, outer]) => t.nesting(inner!, outer!)],
  [/^at least one field is needed/, (t) => t.fieldsEmpty()],
  [
    /^must have a field with the source (.+), which (.+) always sends/,
    (t, [path, type]) => t.alwaysSent(path!, type!),
  ],
  [/^must begin with a letter or digit/, (t) => t.parameterName()],
  [/^must be a dotted path/, (t) => t.path()],
  [/^is needed with valueMode fixed/, (t) => t.fixedNeeded()],
  [/^a source or a default is needed/, (t) => t.sourceNeeded()],
  [/^must be a slug/, (t) => t.slug()],
  [/^must be an email address/, (t) => t.email()],
  [/^emails are switched off here/, (t) => t.emailOff()],
  [/^(.+) is not a known event type$/, (t, [type]) => t.unknownType(type!)],
  [/^(.+) is archived$/, (t, [type]) => t.archivedType(type!)],
  [/^(.+) is planned and/, (t, [type]) => t.plannedType(type!)],
  [/^must be 1 to 256 characters of a-z/, (t) => t.slugName()],
  [/^is not a valid header name/, (t) => t.headerName()],
  [/^is set by Posthorn itself/, (t) => t.headerOurs()],
  [/^has a value with characters that a header/, (t) => t.headerValue()],
  [/^must be at most (\d+) with the plan (.+)$/, (t, [most, plan]) => t.rateLimit(most!, plan!)],
  [/^uses (\S+); what can be used/, (t, [name]) => t.operator(name!)],
  [/^must not be nested deeper/, (t) => t.filterDeep()],
  [/^must not have more than \d+ conditions/, (t) => t.filterMany()],
  [/^can't be used: (.*)$/s, (t, [why]) => t.filterBroken(why!)],
  [/^must be a JSON object/, (t) => t.json()],
  [/^must be times/, (t) => t.times()],
  [/^Too small: expected (?:number|int) to be >=?(-?[\d.]+)/, (t, [n]) => t.atLeast(n!)],
  [/^Too big: expected (?:number|int) to be <=?([\d.]+)/, (t, [n]) => t.atMost(n!)],
  [/^Too big: expected string to have <=(\d+)/, (t, [n]) => t.tooLong(n!)],
  [/^Too big: expected array to have <=(\d+)/, (t, [n]) => t.tooMany(n!)],
  [/^must be a (?:whole )?number/, (t, _, place) => (place.includes("Codes") ? t.numbers() : t.number())],
  [
    /^(?:is required|Too small)/,
    (t, _, place) => (place === "eventTypes" ? t.eventsRequired() : t.required()),
  ],
  [/has this uid/, (t) => t.taken()],
  [/^plan_limit$/, (t) => t.planLimit()],
  [/^The email address is not confirmed yet/, (t) => t.unconfirmed()],
];

/** Why an answer doesn't count as accepted. */
const reasons: typeof known = [
  [/^(\d+) is not one of (.+)$/, (t, [code, codes]) => t.codeOther(code!, codes!)],
  [/^(\d+) is not 2xx$/, (t, [code]) => t.codeFailed(code!)],
  [/^the body is not JSON$/, (t) => t.answerNoJson()],
  [/^the body does not contain (.+)$/s, (t, [wanted]) => t.answerLacks(wanted!)],
  [
    /^(?:No answer|The answer was not complete) within ([\d.]+) s/,
    (t, [seconds]) => t.noAnswerWithin(seconds!),
  ],
  [/^No answer: the host could not be reached/, (t) => t.hostNotReached()],
  [/^No answer: (.+)$/s, (t, [why]) => t.notReached(why!)],
];

export function reasonOf(reason: string, words: Words): string {
  const fitting = reasons.find(([says]) => says.test(reason));
  return fitting ? fitting[1](words, fitting[0].exec(reason)!.slice(1), "") : reason;
}

/** @param form that was sent, a tidy one: rows have the numbers that issues name */
export const problemsOf = (issues: readonly Issue[], form: Form, words: Words): Problem[] => {
  const found = issues.map(({ loc, msg }): Problem => {
    const place = loc[0] === "body" ? loc.slice(1) : loc;
    const fitting = known.find(([says]) => says.test(msg));
    const at = controlOf(place, form);
    const message = fitting ? fitting[1](words, fitting[0].exec(msg)!.slice(1), place.join(".")) : msg;
    return { at, message };
  });
  return found.filter(({ at }, index) => found.findIndex((one) => one.at === at) === index);
};

const firstControls = ["name", "url", "to", "active", "events"];

/** As the controls stand in the form: the first one gets the focus. */
export const inOrder = (problems: readonly Problem[]): Problem[] => {
  const rank = (at: string) =>
    firstControls.includes(at) ? firstControls.indexOf(at) : firstControls.length;
  return [...problems].sort((a, b) => rank(a.at) - rank(b.at));
};

export const problemAt = (problems: readonly Problem[], id: string) =>
  problems.find(({ at }) => at === id)?.message;

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
