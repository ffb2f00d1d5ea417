import { type ErrorCode, type RefusalReason, refusals } from "./problems/codes.ts";
import { type Args, type Params, phrase, type Value } from "./problems/phrase.ts";
import { type Problem, sentence } from "./problems/problem.ts";

/** A request that was refused as a whole, for something the caller did wrong or may try again. */
export class PosthornError<Reason extends RefusalReason = RefusalReason> extends Error {
  override name = "PosthornError";
  readonly code: ErrorCode;
  readonly reason: RefusalReason;
  readonly params: Readonly<Record<string, Value>>;

  constructor(reason: Reason, ...[params]: Args<(typeof refusals)[Reason][1]>) {
    const [code, text] = refusals[reason];
    const given: Params<string> = params ?? {};
    super(phrase(text, given));
    this.code = code;
    this.reason = reason;
    this.params = given;
  }
}

/** A problem, and where: e.g. `["body", "uid"]`. */
export type Located = { loc: string[] } & Problem;

/** Input that doesn't fit, a 422 with a problem for each field. */
export class InvalidInput extends Error {
  override name = "InvalidInput";
  readonly problems: Located[];

  constructor(...problems: Located[]) {
    super(problems.map((one) => `${one.loc.join(".")}: ${sentence(one)}`).join("; "));
    this.problems = problems;
  }
}

export const invalid = (loc: string[], found: Problem) => new InvalidInput({ loc, ...found });
