import { type ProblemCode, problems } from "./codes.ts";
import { type Args, type Params, phrase } from "./phrase.ts";

export type ProblemParams<Code extends ProblemCode> = Params<(typeof problems)[Code]>;

/** What is wrong with a field: a code, with what there is to say of the case. */
export type Problem = { [Code in ProblemCode]: { code: Code; params: ProblemParams<Code> } }[ProblemCode];

export const problem = <Code extends ProblemCode>(
  code: Code,
  ...[params]: Args<(typeof problems)[Code]>
): Problem => ({ code, params: params ?? {} }) as Problem;

export const sentence = ({ code, params }: Problem): string => phrase(problems[code], params);
