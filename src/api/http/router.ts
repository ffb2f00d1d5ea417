import { createRoute, OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import {
  type HttpError,
  httpError,
  type Issue,
  type ValidationError,
  validationError,
} from "../../contract/error.ts";
import { grants, type Scope } from "../../core/api-key.ts";
import { InvalidInput, invalid, type Located, PosthornError } from "../../core/errors.ts";
import { type ProblemCode, statusOf } from "../../core/problems/codes.ts";
import { problem, sentence } from "../../core/problems/problem.ts";
import { problemOf } from "../../core/problems/zod.ts";
import { log } from "../../store/log.ts";
import { listQuery } from "./query.ts";

/** Who calls, by the token. */
export interface Caller {
  org: string;
  /** The only application that the token may act on; null for an organisation token. */
  app: string | null;
  /** Of what its kind of token may. */
  scopes: readonly Scope[];
  /** Event types with one of these flags are visible to an application token; null sees all. */
  featureFlags: string[] | null;
  /** Stands for the token without being it. */
  tokenId: string;
  /** When the token expires by itself (ms), null for never. */
  expiresAt: number | null;
  /** Null for a JWT. */
  apiKey: { id: string; name: string } | null;
}

export type Api = { Bindings: Env; Variables: { caller: Caller } };
export type ApiContext = Context<Api>;

/** What a schema found wrong. */
export const problemsAt = (place: string, issues: readonly z.core.$ZodIssue[]) =>
  new InvalidInput(
    ...issues.map((issue) => ({ loc: [place, ...issue.path.map(String)], ...problemOf(issue) })),
  );

/** A router whose validation errors name the field: 422 `{"detail": [{loc, msg, type, code, params}]}`. */
export const router = () =>
  new OpenAPIHono<Api>({
    strict: false,
    defaultHook: (result) => {
      if (result.success) return;
      const place = { json: "body", param: "path" }[result.target as string] ?? result.target;
      throw problemsAt(place, result.error.issues);
    },
  });

const json = <T extends z.ZodType>(schema: T) => ({ content: { "application/json": { schema } } });
const plainText = { content: { "text/plain": { schema: z.string() } } };
const failures = Object.fromEntries(
  [...new Set(Object.values(statusOf))].map((status) => [
    status,
    {
      description: Object.entries(statusOf).find(([, other]) => other === status)![0],
      ...json(httpError),
    },
  ]),
);

interface RouteDescription<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  method: RouteConfig["method"];
  path: string;
  tag: string;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Status → schema of the answer, null for an answer without a body, or plain text. */
  answers: Record<number, z.ZodType | null | "text">;
  /** Only for organisation tokens. */
  orgOnly?: boolean;
  public?: boolean;
  /** What the caller must have, null for nothing; unless given, `read` for a GET and `admin` for all else. */
  scope?: Scope | null;
}

const noFields = z.object({});

/** A route in the terms of this API: JSON in, JSON out, the usual errors. */
export const route = <
  P extends z.ZodObject = typeof noFields,
  Q extends z.ZodObject = typeof noFields,
  B extends z.ZodType = typeof noFields,
>(
  description: RouteDescription<P, Q, B>,
) => {
  const { scope = description.method === "get" ? "read" : "admin" } = description;
  return createRoute({
    method: description.method,
    path: description.path,
    tags: [description.tag],
    summary: description.summary,
    description: [description.description, description.orgOnly && "Organisation tokens only."]
      .filter(Boolean)
      .join("\n\n"),
    security: description.public ? [] : [{ token: scope === null ? [] : [scope] }],
    middleware: [
      ...(description.public || scope === null ? [] : [permitted(scope)]),
      ...(description.orgOnly ? [orgOnly] : []),
      ...(description.query && "iterator" in description.query.shape
        ? [listQuery(Object.keys(description.query.shape))]
        : []),
    ],
    request: {
      params: description.params ?? (noFields as unknown as P),
      query: description.query ?? (noFields as unknown as Q),
      ...((description.body === undefined
        ? {}
        : { body: { ...json(description.body), required: false } }) as {
        body: { content: { "application/json": { schema: B } }; required: false };
      }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(description.answers).map(([status, schema]) => [
          status,
          schema === null
            ? { description: "Done" }
            : { description: "Done", ...(schema === "text" ? plainText : json(schema)) },
        ]),
      ),
      ...failures,
      422: { description: "Validation error", ...json(validationError) },
      // Answers are described, not typed: most are written as JSON text, with payloads as they were submitted.
    } as Record<number, { description: string }>,
  });
};

const permitted =
  (needed: Scope): MiddlewareHandler<Api> =>
  async (c, next) => {
    const { scopes, apiKey } = c.var.caller;
    if (grants(scopes, needed)) return next();
    if (apiKey !== null) throw new PosthornError("scope_missing", { scope: needed });
    throw new PosthornError(c.req.method === "GET" ? "secret_hidden" : "token_read_only");
  };

const orgOnly: MiddlewareHandler<Api> = async (c, next) => {
  if (c.var.caller.app !== null) throw new PosthornError("organisation_token_required");
  await next();
};

const undecodable: readonly ProblemCode[] = ["json_invalid", "utf8_invalid"];

const outIssue = ({ loc, ...problem }: Located): Issue => ({
  loc,
  msg: sentence(problem),
  type: undecodable.includes(problem.code) ? "value_error.jsondecode" : "value_error",
  ...problem,
});

const outRefusal = ({ code, reason, message, params }: PosthornError): HttpError => ({
  code,
  reason,
  detail: message,
  params: { ...params },
});

/** Every error becomes an answer here, and only here; what is no error of the caller's is thrown again. */
export function describeError(error: unknown): { status: number; body: HttpError | ValidationError } {
  if (error instanceof InvalidInput) return { status: 422, body: { detail: error.problems.map(outIssue) } };
  if (error instanceof PosthornError) return { status: statusOf[error.code], body: outRefusal(error) };
  if (error instanceof HTTPException && /malformed json/i.test(error.message))
    return describeError(invalid(["body"], problem("json_invalid")));
  if (error instanceof HTTPException)
    return {
      status: error.status,
      body: outRefusal(new PosthornError("request_invalid", { why: error.message })),
    };
  throw error;
}

export function onError(error: Error, c: Context): Response {
  try {
    const { status, body } = describeError(error);
    const headers: Record<string, string> = status === 503 ? { "retry-after": "5" } : {};
    return c.json(body, status as ContentfulStatusCode, headers);
  } catch {
    log("request_failed", { method: c.req.method, path: c.req.path, error: error.stack ?? String(error) });
    return c.json(outRefusal(new PosthornError("internal")), 500);
  }
}
