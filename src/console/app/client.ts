import type { HttpError, ValidationError } from "../../contract/error.ts";
import type { Page } from "../../contract/page.ts";
import { parseExact } from "../../core/json/exact.ts";
import type { Issue } from "../text/codes.ts";

/** The REST API as the console sees it: called in process, with the token of whoever is logged in. */

/** The API's fetch. */
export type Api = (request: Request) => Promise<Response>;

/** What the API refused: an issue for each field, or one for the whole. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: HttpError["code"] | "validation";
  readonly issues: Issue[];

  constructor(status: number, code: ApiError["code"], issues: Issue[]) {
    super(issues.map((issue) => [...issue.loc, issue.code].join(".")).join("; "));
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

/** What the API would say to who may only look. */
export const readOnlyError = () =>
  new ApiError(403, "insufficient access", [{ loc: [], code: "token_read_only", params: {} }]);

type Query = Record<string, string | number | boolean | string[] | null | undefined>;

/** `path` with the parameters that have a value. */
export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of [value ?? []].flat()) if (one !== "") parameters.append(name, String(one));
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

export type Client = ReturnType<typeof client>;

/**
 * @param origin of the request that is being answered, so that the API knows the host it is reached at
 * @param token of an organisation or an application
 * @param languages of the person, as in `accept-language`
 */
export function client(api: Api, origin: string, token: string, languages = "") {
  async function raw(
    method: string,
    path: string,
    body?: unknown,
    own: Record<string, string> = {},
  ): Promise<Response> {
    const response = await api(
      new Request(`${origin}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "accept-language": languages,
          ...own,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw await failure(response);
    return response;
  }

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    own?: Record<string, string>,
  ): Promise<T> {
    const text = await (await raw(method, path, body, own)).text();
    return (text === "" ? null : parseExact(text)) as T;
  }

  async function postOnce<T>(path: string, body: unknown, key: string | null): Promise<T> {
    if (key === null) return call<T>("POST", path, body);
    for (let tries = 1; ; tries++)
      try {
        return await call<T>("POST", path, body, { "idempotency-key": key });
      } catch (error) {
        if (!isBusy(error) || tries === mostTries) throw error;
        await new Promise((resolve) => setTimeout(resolve, busyMs));
      }
  }

  return {
    raw,
    get: <T>(path: string, query?: Query) => call<T>("GET", withQuery(path, query)),
    post: <T>(path: string, body: unknown = {}) => call<T>("POST", path, body),
    /** One call, however often it comes with this key; see `onceIn`. */
    postOnce,
    put: <T>(path: string, body: unknown) => call<T>("PUT", path, body),
    patch: <T>(path: string, body: unknown) => call<T>("PATCH", path, body),
    delete: (path: string) => call<null>("DELETE", path),
    /** What a page can do without: null when the API doesn't give it. */
    maybe: <T>(path: string, query?: Query): Promise<T | null> =>
      call<T>("GET", withQuery(path, query)).catch((error) => {
        if (error instanceof ApiError && error.status !== 401) return null;
        throw error;
      }),
    /** All rows of a list, at most `most`. */
    async all<T>(path: string, query: Query = {}, most = 1_000): Promise<T[]> {
      const rows: T[] = [];
      let iterator: string | null = null;
      do {
        const page: Page<T> = await call<Page<T>>("GET", withQuery(path, { limit: 250, ...query, iterator }));
        rows.push(...page.data);
        iterator = page.done ? null : page.iterator;
      } while (iterator !== null && rows.length < most);
      return rows;
    },
  };
}

/** While the form that came first is still at work (ms). */
const [busyMs, mostTries] = [250, 40];

const isBusy = (error: unknown) =>
  error instanceof ApiError && error.issues.some(({ code }) => code === "idempotency_key_busy");

async function failure(response: Response): Promise<ApiError> {
  const { status } = response;
  const body = await response.json<HttpError | ValidationError>();
  return "code" in body
    ? new ApiError(status, body.code, [{ loc: [], code: body.reason, params: body.params }])
    : new ApiError(status, "validation", body.detail);
}

/** What became of saving: what the API answered, or what it found wrong with the input. */
export type Saved<T> = { value: T; issues: null } | { value: null; issues: Issue[] };

/** Input that the API refuses is a value; any other failure is thrown. */
export async function saving<T>(call: () => Promise<T>): Promise<Saved<T>> {
  try {
    return { value: await call(), issues: null };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 422 || error.status === 409 || error.status === 400))
      return { value: null, issues: error.issues };
    throw error;
  }
}
