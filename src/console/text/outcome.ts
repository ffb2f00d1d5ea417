import type { Answer } from "../app/client.ts";
import type { View } from "../app/view.ts";

/** Why there was no answer, as the log has it, and what to tell people instead. */
const known: [RegExp, keyof View["text"]["requests"]["reasons"]][] = [
  [/^No answer within ([\d.]+) s/, "timeout"],
  [/^The answer was not complete within ([\d.]+) s/, "incomplete"],
  [/^No answer: /, "unreachable"],
  [/^The answer broke off/, "broken"],
  [/^Not sent: the address /, "address"],
  [/^Not sent: the email /, "mail"],
];

/** Why an answer of a test is not accepted although nothing failed, and what to tell people instead. */
const refusals: [RegExp, (rules: View["text"]["requests"]["rules"], ...found: string[]) => string][] = [
  [/^(\d+) is not one of (.+)$/, (rules, code, codes) => rules.codeOther(code!, codes!)],
  [/^the body is not JSON$/, (rules) => rules.answerNoJson],
  [/^the body does not contain (.+)$/s, (rules, wanted) => rules.answerLacks(wanted!)],
];

/** What there is to read of an answer that never came. */
export const detailsOf = ({ status, body, reason }: Answer): string =>
  status === 0 && body === "" ? (reason ?? "") : body;

const ofCode: Record<number, keyof View["text"]["requests"]["reasons"]> = {
  401: "unauthorized",
  403: "unauthorized",
  404: "missing",
  410: "missing",
  413: "tooLarge",
  429: "tooMany",
};

/** What went wrong in plain words, and what to do about it; null when nothing did or nobody knows. */
export function reasonOf({ text, format }: View, answer: Answer): string | null {
  const { reasons } = text.requests;
  const { status, success } = answer;
  const body = detailsOf(answer);
  if (success) return null;
  for (const [pattern, key] of known) {
    const found = pattern.exec(body);
    if (!found || (status !== 0 && key !== "incomplete" && key !== "broken")) continue;
    const reason = reasons[key];
    return typeof reason === "function" ? reason(format.number(Number(found[1]))) : reason;
  }
  for (const [pattern, say] of refusals) {
    const found = pattern.exec(answer.reason ?? "");
    if (found) return say(text.requests.rules, ...found.slice(1));
  }
  if (status === 0) return null;
  if (status >= 200 && status < 300) return reasons.rule;
  if (status >= 300 && status < 400) return reasons.redirect;
  const key = ofCode[status] ?? (status >= 500 ? "server" : "invalid");
  return reasons[key] as string;
}

/** One sentence about how it ended. */
export function outcomeOf({ text, format }: View, answer: Answer, isEmail: boolean): string {
  const { outcome } = text.requests;
  const duration = format.milliseconds(answer.durationMs);
  if (answer.success)
    return isEmail ? outcome.mailAccepted(duration) : outcome.accepted(String(answer.status), duration);
  return answer.status === 0 ? outcome.unanswered : outcome.failed(String(answer.status), duration);
}
