import type { ProblemCode, problems, RefusalReason, refusals } from "../../core/problems/codes.ts";
import type { Params, Value } from "../../core/problems/phrase.ts";

/** What a page says of a code: a text, or one made of the params that come with the code. */
type Says<Template extends string> =
  Record<never, never> extends Params<Template> ? string : string | ((params: Params<Template>) => string);

/** Words for every code of a table of the API's: the compiler refuses one that is left out. */
export type ProblemWords = { [Code in ProblemCode]: Says<(typeof problems)[Code]> };
export type RefusalWords = { [Reason in RefusalReason]: Says<(typeof refusals)[Reason][1]> };

/** What our own forms find wrong before the API is asked, with the params of each. */
interface FormProblems {
  json_unreadable: "{why}";
  times_invalid: "";
  duration_invalid: "";
  /** Of a duration that is only had in whole seconds, or days; in seconds. */
  duration_not_whole: "{unit}";
}
export type FormProblemWords = { [Code in keyof FormProblems]: Says<FormProblems[Code]> };

/** Words for everything that a page can be told by a code. */
export type Words = ProblemWords & RefusalWords & FormProblemWords;
export type Code = keyof Words;

/** What is wrong with an input at a place of it, such as `["body", "uid"]`; none for the whole. */
export interface Issue {
  loc: string[];
  code: Code;
  params: { readonly [name: string]: Value };
}
