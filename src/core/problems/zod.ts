import { z } from "zod";
import { type ProblemCode, problems } from "./codes.ts";
import { type Problem, problem, sentence } from "./problem.ts";

/** Zod's issues as problems of ours. */

/** For a check of ours: `schema.refine(fits, failing(problem("too_deep")))`. */
export const failing = (found: Problem) => ({ error: sentence(found), params: found });

/** For `ctx.issues.push`. */
export const raised = (found: Problem, path: PropertyKey[], input: unknown) => ({
  code: "custom" as const,
  message: sentence(found),
  params: found,
  path,
  input,
});

/**
 * For a check of zod's that takes nothing but a message, such as `regex`. Which problem it is is known again by that
 * message: it comes out of the same table.
 */
export const saying = (code: PlainCode): string => problems[code];

/** Codes without params. */
type PlainCode = {
  [Code in ProblemCode]: (typeof problems)[Code] extends `${string}{${string}` ? never : Code;
}[ProblemCode];

const codeOf = new Map<string, ProblemCode>(
  Object.entries(problems).map(([code, text]) => [text, code as ProblemCode]),
);

const ofType: Record<string, PlainCode> = {
  array: "not_a_list",
  boolean: "not_a_boolean",
  int: "not_an_integer",
  number: "not_a_number",
  object: "not_an_object",
  record: "not_an_object",
  string: "not_a_text",
};
const ofFormat: Record<string, PlainCode> = {
  email: "email_invalid",
  url: "web_address_invalid",
  datetime: "time_invalid",
};

function ofZod(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): Problem {
  switch (issue.code) {
    case "invalid_type":
      return problem(ofType[issue.expected as string] ?? "invalid");
    case "too_small": {
      const min = Number(issue.minimum);
      if (issue.origin === "string") return problem("too_short", { min });
      return issue.origin === "array" ? problem("too_few", { min }) : problem("too_small", { min });
    }
    case "too_big": {
      const max = Number(issue.maximum);
      if (issue.origin === "string") return problem("too_long", { max });
      return issue.origin === "array" ? problem("too_many", { max }) : problem("too_large", { max });
    }
    case "invalid_format": {
      const { format, pattern } = issue as z.core.$ZodIssueInvalidStringFormat;
      if (format === "regex") return problem("format_invalid", { pattern: pattern ?? "" });
      return problem(ofFormat[format as string] ?? "invalid");
    }
    case "unrecognized_keys":
      return problem("fields_unknown", { names: issue.keys as string[] });
    case "invalid_value":
      return problem("choice_unknown", { values: (issue.values as unknown[]).map(String) });
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? problem("choice_unknown", { values: issue.options.map(String) })
        : problem("invalid");
    default:
      return problem("invalid");
  }
}

// Whether a value was missing is known only while zod makes its message.
z.config({
  customError: (issue) =>
    issue.code === "custom"
      ? undefined
      : issue.code === "invalid_type" && issue.input === undefined
        ? problems.required
        : sentence(ofZod(issue)),
});

const isProblem = (params: unknown): params is Problem =>
  typeof params === "object" && params !== null && "code" in params && "params" in params;

export function problemOf(issue: z.core.$ZodIssue): Problem {
  if (issue.code === "custom" && isProblem(issue.params)) return issue.params;
  const code = codeOf.get(issue.message);
  return code === undefined ? ofZod(issue) : ({ code, params: {} } as Problem);
}
