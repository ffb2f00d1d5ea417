import { z } from "zod";

const nothing = z.strictObject({});
const seconds = z.strictObject({ seconds: z.number() });

/** Why an attempt failed: every code, what it means, and what its `params` tell. */
export const failures = {
  dns: { means: "The host's name could not be resolved.", params: nothing },
  refused: { means: "The host refused the connection: nothing listens there.", params: nothing },
  connect_timeout: { means: "The host could not be connected to in time.", params: nothing },
  tls: { means: "No secure connection came about, or the certificate is not valid.", params: nothing },
  reset: { means: "The connection ended without an answer that is HTTP.", params: nothing },
  unreachable: {
    means: "The host could not be reached; the runtime does not tell what went wrong.",
    params: nothing,
  },
  timeout: { means: "No answer came within this time.", params: seconds },
  incomplete: { means: "The answer began, but was not complete within this time.", params: seconds },
  cut_off: { means: "The connection broke off in the middle of the answer.", params: nothing },
  redirect: {
    means: "The answer leads to another location, and redirects are not followed.",
    params: z.strictObject({ location: z.string().nullable() }),
  },
  status: {
    means: "The answer's status is not 2xx.",
    params: z.strictObject({ status: z.number() }),
  },
  status_unexpected: {
    means: "The answer's status is 2xx, but not one that the endpoint accepts.",
    params: z.strictObject({ status: z.number(), expected: z.array(z.number()).readonly() }),
  },
  body_not_json: {
    means: "The endpoint expects JSON in the answer, and its body is none.",
    params: nothing,
  },
  body_mismatch: {
    means: "The answer's body does not contain this, JSON in a text, which the endpoint expects.",
    params: z.strictObject({ expected: z.string() }),
  },
  body_too_long: {
    means: "The answer's body is longer than this, too long to check what the endpoint expects in it.",
    params: z.strictObject({ bytes: z.number() }),
  },
  firewall: { means: "The firewall in front of the receiver refused the request.", params: nothing },
  address_blocked: {
    means: "The address is one that is not sent to, such as that of a private network.",
    params: nothing,
  },
  oversize: {
    means: "As an element of a batch the event would be larger than this.",
    params: z.strictObject({ bytes: z.number() }),
  },
  url_too_long: {
    means: "With the event's values the address would be longer than this.",
    params: z.strictObject({ bytes: z.number() }),
  },
  not_made: { means: "No request could be made of what is configured.", params: nothing },
  internal: {
    means: "Posthorn could not make the request; the endpoint has no part in it.",
    params: nothing,
  },
  sender_lost: {
    means: "Whatever sent the event ended before it was done, again and again; the endpoint is disabled.",
    params: nothing,
  },
  mail_not_configured: {
    means: "The deployment has no sender of emails, or may not send to this address.",
    params: nothing,
  },
  mail_suppressed: {
    means: "The address is blocked for emails, because earlier ones bounced or were reported as spam.",
    params: nothing,
  },
  mail_limit: { means: "The deployment has sent as many emails as it may.", params: nothing },
  mail_too_large: { means: "The email is too large.", params: nothing },
  mail_refused: { means: "The mail service did not take the email.", params: nothing },
} as const;

export type FailureCode = keyof typeof failures;
export const failureCodes = Object.keys(failures) as FailureCode[];

export type FailureParams<Code extends FailureCode> = z.infer<(typeof failures)[Code]["params"]>;

/** Why one attempt failed, for programs. */
export type Failure = { [Code in FailureCode]: { code: Code; params: FailureParams<Code> } }[FailureCode];

/** Codes that say it all. */
export type PlainCode = {
  [Code in FailureCode]: FailureParams<Code> extends Record<string, never> ? Code : never;
}[FailureCode];

export const plainFailure = (code: PlainCode): Failure => ({ code, params: {} });
