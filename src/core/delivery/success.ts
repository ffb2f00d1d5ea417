/** A stricter rule for what counts as accepted than any 2xx. */
export interface SuccessRule {
  statusCodes?: readonly number[] | undefined;
  /** The answer's body, a JSON object, must contain these members with these values. */
  body?: Record<string, unknown> | undefined;
}

/** Why an answer doesn't count, in words; null when it does. */
export function refusal(rule: SuccessRule | null, code: number, body: string): string | null {
  const codes = rule?.statusCodes;
  if (codes ? !codes.includes(code) : code < 200 || code > 299)
    return codes ? `${code} is not one of ${codes.join(", ")}` : `${code} is not 2xx`;
  if (rule?.body === undefined) return null;
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return "the body is not JSON";
  }
  return contains(answer, rule.body) ? null : `the body does not contain ${JSON.stringify(rule.body)}`;
}

function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  if (typeof value !== "object" || value === null || Array.isArray(value) !== Array.isArray(wanted))
    return false;
  return Object.entries(wanted).every(
    ([name, part]) => Object.hasOwn(value, name) && contains((value as Record<string, unknown>)[name], part),
  );
}
