import type { View } from "../app/view.ts";
import type { Code, Issue } from "./codes.ts";

type Speaker = Pick<View, "text">;

/** An issue in the words of the page. */
export interface PlainIssue {
  loc: string[];
  msg: string;
}

const nothingChosen: readonly Code[] = ["required", "too_few", "not_a_list"];
const noNumber: readonly Code[] = ["not_a_number", "not_an_integer"];

/** What is wrong, in the words of the page; some places have words of their own. */
export function plainly({ text: { problems } }: Speaker, issue: Issue): string {
  const { code, params } = issue;
  const place = placeOf(issue);
  if (place === "eventTypes" && nothingChosen.includes(code)) return problems.eventsRequired;
  if (place.startsWith("accept.statusCodes") && noNumber.includes(code)) return problems.numbers;
  const says = problems.ofCode[code] as string | ((given: Issue["params"]) => string);
  return typeof says === "string" ? says : says(params);
}

export const inPlainWords = (view: Speaker, issues: readonly Issue[]): PlainIssue[] =>
  issues.map((issue) => ({ loc: issue.loc, msg: plainly(view, issue) }));

/** The same as one text, each thing said once. */
export const inOneText = (view: Speaker, issues: readonly Issue[]): string =>
  [...new Set(issues.map((issue) => plainly(view, issue)))].join(" ");

export const placeOf = ({ loc }: { loc: readonly string[] }) =>
  loc.filter((part) => part !== "body").join(".");

/** All issues at a place and below it as one text; those below say where they are. */
export function issuesBelow({ text }: Speaker, issues: readonly PlainIssue[], place: string) {
  const found = issues.flatMap((issue) => {
    const at = placeOf(issue);
    if (at === place) return [issue.msg];
    return at.startsWith(`${place}.`) ? [text.problems.at(at.slice(place.length + 1), issue.msg)] : [];
  });
  return found.length === 0 ? undefined : found.join(" ");
}
