import type { Answer } from "./client.ts";
import type { View } from "./view.ts";

/** Why there was no answer, as the log has it, and what to tell people instead. */
const known: [RegExp, keyof View["text"]["requests"]["reasons"]][] = [
  [/^No answer within ([\d.]+) s/, "timeout"],
  [/^The answer was not complete within ([\d.]+) s/, "incomplete"],
  [/^No answer: /, "unreachable"],
  [/^The answer broke off/, "broken"],
  [/^Not sent: the address /, "address"],
  [/^Not sent: the email /, "mail"],
];

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
  const { status, body, success } = answer;
  if (success) return null;
  for (const [pattern, key] of known) {
    const found = pattern.exec(body);
    if (!found || (status !== 0 && key !== "incomplete" && key !== "broken")) continue;
    const reason = reasons[key];
    return typeof reason === "function" ? reason(format.number(Number(found[1]))) : reason;
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
