import type { Answer } from "../../contract/endpoint-test.ts";
import type { Failure } from "../../core/delivery/failure.ts";
import type { Format } from "../app/format.ts";
import type { View } from "../app/view.ts";
import type { StatusKind } from "./failures.ts";

/** What there is to read of an answer that never came. */
export const detailsOf = ({ status, body, reason }: Answer): string =>
  status === 0 && body === "" ? (reason ?? "") : body;

const ofStatus: Record<number, StatusKind> = {
  101: "upgrade",
  401: "unauthorized",
  403: "unauthorized",
  404: "missing",
  405: "method",
  407: "proxy",
  408: "slow",
  410: "missing",
  413: "tooLarge",
  415: "mediaType",
  421: "misdirected",
  426: "upgrade",
  429: "tooMany",
};

/** What went wrong in plain words, and what to do about it; null when nothing did. */
export function reasonOf(view: View, { failure, bodyFailure }: Answer): string | null {
  const found = failure ?? bodyFailure;
  return found && inWords(view, found);
}

function inWords({ text, format }: View, failure: Failure): string {
  const { codes, statuses } = text.failures;
  if (failure.code === "status") {
    const { status } = failure.params;
    return statuses[ofStatus[status] ?? (status >= 500 ? "server" : "invalid")];
  }
  const saying = codes[failure.code];
  return typeof saying === "string" ? saying : saying(said(format, failure.params) as never);
}

const said = (format: Format, params: object) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "number" ? format.number(value) : Array.isArray(value) ? value.join(", ") : value,
    ]),
  );

/** One sentence about how it ended. */
export function outcomeOf({ text, format }: View, answer: Answer, isEmail: boolean): string {
  const { outcome } = text.requests;
  const duration = format.milliseconds(answer.durationMs);
  if (answer.success)
    return isEmail ? outcome.mailAccepted(duration) : outcome.accepted(String(answer.status), duration);
  return answer.status === 0 ? outcome.unanswered : outcome.failed(String(answer.status), duration);
}
