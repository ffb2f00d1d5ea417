import { z } from "@hono/zod-openapi";

export const httpError = z.object({ code: z.string(), detail: z.string() }).openapi("HttpError");
export type HttpError = z.output<typeof httpError>;

/** What is wrong with one field of an input. */
const issue = z.object({ loc: z.array(z.string()), msg: z.string(), type: z.string() });
export type Issue = z.output<typeof issue>;

export const validationError = z.object({ detail: z.array(issue) }).openapi("ValidationError");
