import type { Issue } from "./client.ts";
import type { View } from "./view.ts";

type Words = View["text"]["problems"];
type Rule = [RegExp, (text: Words, ...found: string[]) => string];

const rules: Rule[] = [
  [
    /^is required$|expected string to have >=1 char|^must be an? (?:text|object|list)$/,
    (text) => text.required,
  ],
  [/^must be a (?:whole )?number$|Invalid input: expected int/, (text) => text.wholeNumber],
  [/expected (?:number|int) to be >=(\d+)/, (text, least) => text.atLeast(least!)],
  [/expected (?:number|int) to be <=(\d+)/, (text, most) => text.atMost(most!)],
  [/expected string to have <=(\d+) char/, (text, most) => text.long(most!)],
  [/has this uid|of this name already/, (text) => text.taken],
  [/must not begin with app_/, (text) => text.appPrefix],
  [/^there is no plan /, (text) => text.noPlan],
  [/must be an origin/, (text) => text.origin],
  [/must be a colour/, (text) => text.color],
  [/Invalid URL|must be an absolute|not a valid URL/i, (text) => text.url],
  [/https/, (text) => text.https],
  [/must begin with a letter or digit/, (text) => text.parameter],
  [/must be a dotted path/, (text) => text.path],
  [/must match pattern \/\^\[a-zA-Z0-9/, (text) => text.name],
  [/Unrecognized keys?: "([^"]+)"/, (text, key) => text.unknownKey(key!)],
  [/is neither YAML nor JSON|must be an OpenAPI document/, (text) => text.document],
  [/^has neither webhooks/, (text) => text.noWebhooks],
];

/** What the API found wrong, in the words of the page; what we have no words for stays as the API said it. */
export function inPlainWords({ text: { problems } }: Pick<View, "text">, issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => {
    for (const [pattern, say] of rules) {
      const found = pattern.exec(issue.msg);
      if (found) return { ...issue, msg: say(problems, ...found.slice(1)) };
    }
    return issue;
  });
}

export const placeOf = ({ loc }: Issue) => loc.filter((part) => part !== "body").join(".");

/** All issues at a place and below it as one text; those below say where they are. */
export function issuesBelow({ text }: Pick<View, "text">, issues: readonly Issue[], place: string) {
  const found = issues.flatMap((issue) => {
    const at = placeOf(issue);
    if (at === place) return [issue.msg];
    return at.startsWith(`${place}.`) ? [text.problems.at(at.slice(place.length + 1), issue.msg)] : [];
  });
  return found.length === 0 ? undefined : found.join(" ");
}
