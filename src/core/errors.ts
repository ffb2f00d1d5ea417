/** Codes of the API's errors, with the HTTP status each has. */
export const statusOf = {
  generic_error: 400,
  authentication_failed: 401,
  "insufficient access": 403,
  plan_limit: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  rate_limit: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** What a caller did wrong or may try again: `code` for programs, `detail` for people. */
export class PosthornError extends Error {
  override name = "PosthornError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

export interface Issue {
  /** Where, e.g. `["body", "uid"]`. */
  loc: string[];
  msg: string;
  type: string;
}

/** Input that doesn't fit, a 422 with one issue a field. */
export class InvalidInput extends Error {
  override name = "InvalidInput";
  readonly issues: Issue[];

  constructor(...issues: Issue[]) {
    super(issues.map((issue) => `${issue.loc.join(".")}: ${issue.msg}`).join("; "));
    this.issues = issues;
  }
}

export const invalid = (loc: string[], msg: string, type = "value_error") =>
  new InvalidInput({ loc, msg, type });
