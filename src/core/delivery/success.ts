import { type Failure, plainFailure } from "./failure.ts";

/** A stricter rule for what counts as accepted than any 2xx. */
export interface SuccessRule {
  statusCodes?: readonly number[] | undefined;
  /** The answer's body, a JSON object, must contain these members with these values. */
  body?: Record<string, unknown> | undefined;
}

export interface ReceiverAnswer {
  status: number;
  body: string;
  /** Why the body is not all there, null when it is. */
  flaw: Refusal | null;
  /** Its `location` header. */
  location: string | null;
}

export interface Refusal {
  failure: Failure;
  /** The failure in words. */
  reason: string;
}

/**
 * Why an answer doesn't count as accepted; null when it does. Its status line decides: what is wrong with the body
 * matters only to a rule for the body.
 */
export function refusal(rule: SuccessRule | null, answer: ReceiverAnswer): Refusal | null {
  const { status, body, flaw } = answer;
  const expected = rule?.statusCodes;
  if (!acceptsStatus(rule, status))
    return {
      failure: statusFailure(answer, expected ?? []),
      reason: expected ? `${status} is not one of ${expected.join(", ")}` : `${status} is not 2xx`,
    };
  if (rule?.body === undefined) return null;
  if (flaw !== null) return flaw;
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return { failure: plainFailure("body_not_json"), reason: "the body is not JSON" };
  }
  if (contains(content, rule.body)) return null;
  const missing = JSON.stringify(rule.body);
  return {
    failure: { code: "body_mismatch", params: { expected: missing } },
    reason: `the body does not contain ${missing}`,
  };
}

/** Does it depend on the body whether an answer with this status is accepted? */
export const judgesBody = (rule: SuccessRule | null, status: number): boolean =>
  rule?.body !== undefined && acceptsStatus(rule, status);

const acceptsStatus = (rule: SuccessRule | null, status: number): boolean =>
  rule?.statusCodes ? rule.statusCodes.includes(status) : isSuccess(status);

const isSuccess = (status: number) => status >= 200 && status < 300;

/** An error or a redirect says more of what went wrong than the rule that it breaks. */
function statusFailure({ status, location }: ReceiverAnswer, expected: readonly number[]): Failure {
  if (isSuccess(status)) return { code: "status_unexpected", params: { status, expected } };
  if (status >= 300 && status < 400) return { code: "redirect", params: { location } };
  return { code: "status", params: { status } };
}

function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  if (typeof value !== "object" || value === null || Array.isArray(value) !== Array.isArray(wanted))
    return false;
  return Object.entries(wanted).every(
    ([name, part]) => Object.hasOwn(value, name) && contains((value as Record<string, unknown>)[name], part),
  );
}
