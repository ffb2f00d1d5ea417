import { z } from "@hono/zod-openapi";
import {
  type ErrorCode,
  type ProblemCode,
  problems,
  type RefusalReason,
  refusals,
  statusOf,
} from "../core/problems/codes.ts";
import type { Problem } from "../core/problems/problem.ts";

const names = <Name extends string>(table: Record<Name, unknown>) => Object.keys(table) as Name[];

/** Each code with its sentence, as a list in Markdown. */
const listed = (sentences: Record<string, string>) =>
  Object.entries(sentences)
    .map(([code, text]) => `- \`${code}\`: ${text}`)
    .join("\n");

const sentences = Object.fromEntries(Object.entries(refusals).map(([reason, [, text]]) => [reason, text]));

const params = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()]));

export const httpError = z
  .object({
    code: z.enum(names<ErrorCode>(statusOf)),
    reason: z
      .enum(names<RefusalReason>(refusals))
      .openapi({ description: `Tells apart what has the same code.\n\n${listed(sentences)}` }),
    detail: z.string().openapi({ description: "For people; the wording may change." }),
    params: params.openapi({ description: "What `detail` speaks of, by name." }),
  })
  .openapi("HttpError");
export type HttpError = z.output<typeof httpError>;

const issue = z.object({
  loc: z.array(z.string()).openapi({ description: "Where, such as `body`, `uid`." }),
  msg: z.string().openapi({ description: "For people; the wording may change." }),
  type: z.string(),
  code: z.enum(names<ProblemCode>(problems)).openapi({ description: listed(problems) }),
  params: params.openapi({ description: "What `msg` speaks of, by name." }),
});
/** What is wrong with one field of an input. */
export type Issue = Omit<z.output<typeof issue>, "code" | "params"> & Problem;

export const validationError = z.object({ detail: z.array(issue) }).openapi("ValidationError");
export type ValidationError = { detail: Issue[] };
