import type { Issue } from "../app/client.ts";
import type { View } from "../app/view.ts";

type Speaker = Pick<View, "text">;
type Words = View["text"]["problems"];
type Rule = [says: RegExp, words: (text: Words, found: string[], place: string) => string];

/** What the API says, and our words for it. The first that fits counts; `place` is the issue's, with dots. */
const rules: Rule[] = [
  // Addresses
  [/^must be a complete address/, (t) => t.urlIncomplete],
  [/^must begin with https/, (t) => t.urlScheme],
  [/^must not contain a user name/, (t) => t.urlUser],
  [/^must name a host/, (t) => t.urlHost],
  [/^must not point at Posthorn/, (t) => t.urlOwn],
  [/^must be reachable from the internet/, (t) => t.urlLocal],
  [/^must not be a private or reserved/, (t) => t.urlPrivate],
  [/^must be a full host name/, (t) => t.urlName],
  [/^placeholders can stand in/, (t) => t.placeholderHost],
  [
    /^__(.+)__ is none of the parameters; they are (.*)$/s,
    (t, [name, all]) => t.placeholderUnknown(name!, all!),
  ],
  // What doesn't go together
  [/has no body for a batch/, (t) => t.batchGet],
  [/^emails are sent one by one/, (t) => t.batchEmail],
  [/^a batch is always JSON/, (t) => t.batchForm],
  [/^a batch has one address/, (t) => t.batchPlaceholders],
  [/^is too large for a batch/, (t) => t.batchTooLarge],
  [/has no body for an envelope/, (t) => t.envelopeGet],
  [/has no body; leave it json/, (t) => t.formGet],
  // Fields
  [/^(.+) is there twice$/, (t, [name]) => t.twice(name!)],
  [/^(.+) can't be nested in (.+), which is a value/, (t, [inner, outer]) => t.nesting(inner!, outer!)],
  [/^at least one field is needed/, (t) => t.fieldsEmpty],
  [
    /^must have a field with the source (.+), which (.+) always sends/,
    (t, [path, type]) => t.alwaysSent(path!, type!),
  ],
  [/must begin with a letter or digit/, (t) => t.parameterName],
  [/must be a dotted path/, (t) => t.path],
  [/^is needed with valueMode fixed/, (t) => t.fixedNeeded],
  [/^a source or a default is needed/, (t) => t.sourceNeeded],
  // Events
  [/^must be a slug/, (t) => t.slug],
  [/^(.+) is not a known event type$/, (t, [type]) => t.unknownType(type!)],
  [/^(.+) is archived$/, (t, [type]) => t.archivedType(type!)],
  [/^(.+) is planned and/, (t, [type]) => t.plannedType(type!)],
  // Emails, headers, credentials
  [/^must be an email address/, (t) => t.email],
  [/^emails are switched off here/, (t) => t.emailOff],
  [/email address is not confirmed yet/, (t) => t.unconfirmed],
  [/address is confirmed already/, (t) => t.confirmed],
  [/^is not a valid header name/, (t) => t.headerName],
  [/^is set by Posthorn itself/, (t) => t.headerOurs],
  [/^has a value with characters that a header/, (t) => t.headerValue],
  [/^must not contain a colon/, (t) => t.colon],
  // Filters
  [/^uses (\S+); what can be used/, (t, [name]) => t.operator(name!)],
  [/^must not be nested deeper/, (t) => t.filterDeep],
  [/^must not have more than \d+ (?:conditions|values)/, (t) => t.filterMany],
  [/^can't be used: (.*)$/s, (t, [why]) => t.filterBroken(why!)],
  // Names and plans
  [/has this uid|of this name already/, (t) => t.taken],
  [/^must not begin with app_/, (t) => t.appPrefix],
  [/^must be 1 to 256 characters|must match pattern \/\^\[a-zA-Z0-9/, (t) => t.name],
  [/^there is no plan /, (t) => t.noPlan],
  [/^The plan .+ includes \d+ endpoint/, (t) => t.planLimit],
  [/^must be at most (\d+) with the plan (.+)$/, (t, [most, plan]) => t.rateLimit(most!, plan!)],
  // The operator's settings
  [/^must be an origin/, (t) => t.origin],
  [/^must be a colour/, (t) => t.color],
  [/Invalid URL|must be an absolute|not a valid URL/i, (t) => t.url],
  [/Unrecognized keys?: "([^"]+)"/, (t, [key]) => t.unknownKey(key!)],
  [/is neither YAML nor JSON|must be an OpenAPI document/, (t) => t.document],
  [/^has neither webhooks/, (t) => t.noWebhooks],
  [/^must not be more than (\d+) at once/, (t, [n]) => t.documentMany(n!)],
  [/^must have a name, or an operationId/, (t) => t.documentName],
  // Sending again
  [/^The endpoint is disabled/, (t) => t.paused],
  [/^Webhooks are switched off/, (t) => t.off],
  [/payload is gone|payload was deleted/, (t) => t.gone],
  [/^must be before until/, (t) => t.window],
  [/^The job can't be tried again: (.*)$/s, (t, [why]) => t.retryUseless(why!)],
  // Any value
  [/^must be (?:a JSON|an) object/, (t) => t.object],
  [/^must be times/, (t) => t.times],
  [/expected (?:number|int) to be >=?(-?[\d.]+)/, (t, [n]) => t.atLeast(n!)],
  [/expected (?:number|int) to be <=?([\d.]+)/, (t, [n]) => t.atMost(n!)],
  [/expected string to have <=(\d+)/, (t, [n]) => t.tooLong(n!)],
  [/expected array to have <=(\d+)/, (t, [n]) => t.tooMany(n!)],
  [/^must not be (?:larger|longer) than (\d+) bytes/, (t, [n]) => t.bytes(n!)],
  [
    /^must be a (?:whole )?number|Invalid input: expected int/,
    (t, _, place) => (place.includes("Codes") ? t.numbers : t.number),
  ],
  [
    /^(?:is required|Too small|must be an? (?:text|list))/,
    (t, _, place) => (place === "eventTypes" ? t.eventsRequired : t.required),
  ],
  [/https/, (t) => t.https],
];

/** What the API said, in the words of the page; what we have no words for stays as it is. */
export function plainly({ text: { problems } }: Speaker, message: string, place = ""): string {
  for (const [says, words] of rules) {
    const found = says.exec(message);
    if (found) return words(problems, found.slice(1), place);
  }
  return message;
}

/** What the API found wrong, in the words of the page. */
export const inPlainWords = (view: Speaker, issues: readonly Issue[]): Issue[] =>
  issues.map((issue) => ({ ...issue, msg: plainly(view, issue.msg, placeOf(issue)) }));

/** The same as one text, each thing said once. */
export const inOneText = (view: Speaker, issues: readonly Issue[]): string =>
  [...new Set(inPlainWords(view, issues).map(({ msg }) => msg))].join(" ");

export const placeOf = ({ loc }: Issue) => loc.filter((part) => part !== "body").join(".");

/** All issues at a place and below it as one text; those below say where they are. */
export function issuesBelow({ text }: Speaker, issues: readonly Issue[], place: string) {
  const found = issues.flatMap((issue) => {
    const at = placeOf(issue);
    if (at === place) return [issue.msg];
    return at.startsWith(`${place}.`) ? [text.problems.at(at.slice(place.length + 1), issue.msg)] : [];
  });
  return found.length === 0 ? undefined : found.join(" ");
}
