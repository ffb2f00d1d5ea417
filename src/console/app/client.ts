import type { Failure } from "../../core/delivery/failure.ts";
import type { Verdict } from "../../core/matching/match.ts";
/** The REST API as the console sees it: called in process, with the token of whoever is logged in. */

/** The API's fetch. */
export type Api = (request: Request) => Promise<Response>;

export interface Issue {
  loc: string[];
  msg: string;
  type?: string;
}

/** What the API refused, with its words; `issues` of a 422. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly issues: Issue[];

  constructor(status: number, code: string, detail: string, issues: Issue[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

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
  async function raw(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await api(
      new Request(`${origin}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "accept-language": languages,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw await failure(response);
    return response;
  }

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = await (await raw(method, path, body)).text();
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  return {
    raw,
    get: <T>(path: string, query?: Query) => call<T>("GET", withQuery(path, query)),
    post: <T>(path: string, body: unknown = {}) => call<T>("POST", path, body),
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

async function failure(response: Response): Promise<ApiError> {
  const body = await response.json<{ code?: string; detail?: string | Issue[] }>().catch(() => null);
  if (Array.isArray(body?.detail))
    return new ApiError(
      response.status,
      "validation",
      body.detail.map(({ msg }) => msg).join("; "),
      body.detail,
    );
  return new ApiError(
    response.status,
    body?.code ?? "generic_error",
    body?.detail ?? `Status ${response.status}`,
  );
}

/** What became of saving: what the API answered, or what it found wrong with the input. */
export type Saved<T> = { value: T; issues: null } | { value: null; issues: Issue[] };

/** Input that the API refuses is a value, with an issue for each field; any other failure is thrown. */
export async function saving<T>(call: () => Promise<T>): Promise<Saved<T>> {
  try {
    return { value: await call(), issues: null };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 422 || error.status === 409 || error.status === 400))
      return {
        value: null,
        issues: error.issues.length > 0 ? error.issues : [{ loc: [], msg: error.message }],
      };
    throw error;
  }
}

/** One page of a list. */
export interface Page<T> {
  data: T[];
  iterator: string | null;
  prevIterator: string | null;
  done: boolean;
}

export interface Application {
  id: string;
  uid: string | null;
  name: string;
  throttleRate: number | null;
  metadata: Record<string, string>;
  plan: string | null;
  webhooksEnabled: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface Settings {
  brand: { name?: string; logoUrl?: string; color?: string };
  language: "en" | "de" | null;
  portalOrigins: string[];
  endpointDefaults: Partial<Endpoint>;
}

export interface Usage {
  plan: string | null;
  endpoints: number;
  maxEndpoints: number | null;
  featureFlags: string[] | null;
  maxThrottleRate: number | null;
  retentionDays: number | null;
}

export interface PayloadField {
  name: string;
  source?: string;
  default?: string;
  valueMode?: "fallback" | "fixed";
  locked?: boolean;
}

export interface Endpoint {
  id: string;
  uid: string | null;
  url: string;
  description: string;
  disabled: boolean;
  throttleRate: number | null;
  version: number | null;
  metadata: Record<string, string>;
  eventTypes: string[] | null;
  channels: string[] | null;
  name: string | null;
  request: { method: "POST" | "GET" | "PUT" | "PATCH"; contentType: "json" | "form" } | null;
  payload: {
    mode: "full" | "fields";
    fields: PayloadField[];
    hierarchy?: "nested" | "flat";
    envelope: "none" | "standard";
  } | null;
  filter: Record<string, unknown> | null;
  excludeOrigins: string[] | null;
  cooldown: { key: string; seconds: number; origins?: string[] } | null;
  batching?: { enabled: boolean; maxEvents: number; maxWaitSeconds: number } | null;
  destination?: { type: "http" } | { type: "email"; to: string; confirmed?: boolean } | null;
  accept: { statusCodes?: number[]; body?: Record<string, unknown> } | null;
  retry: { waits?: number[]; on?: string[] } | null;
  auth: { type: "header" | "basic" | "bearer"; key?: string; username?: string } | null;
  createdAt: string;
  updatedAt: string;
}

export interface Counts {
  accepted: number;
  failed: number;
  suppressed: number;
}

/** What happened at an endpoint, by hour or day, the oldest first. */
export interface Series {
  interval: "hour" | "day";
  waiting: number;
  sending: number;
  hold: null | "paused" | "failing" | "rate_limit" | "concurrency";
  holdUntil: string | null;
  failures: number;
  lastAttempt: string | null;
  counts: Record<"24h" | "7d" | "28d", Counts>;
  data: (Counts & { time: string; averageMs: number | null })[];
}

/** Success 0, Pending 1, Fail 2, Sending 3, Canceled 4 */
export type Status = 0 | 1 | 2 | 3 | 4;

export interface Attempt {
  id: string;
  msgId: string;
  endpointId: string;
  /** Empty for a batch of several event types. */
  eventType: string;
  url: string;
  timestamp: string;
  status: Status;
  statusText: string;
  responseStatusCode: number;
  responseDurationMs: number;
  response: string;
  failure: Failure | null;
  triggerType: 0 | 1;
  /** Ids of what went out in one request. */
  messages?: string[];
  replayCount?: number;
  archivedAt?: string | null;
  request?: SentRequest | null;
  msg?: Message;
}

/** A request as it was sent, secrets masked; method `EMAIL` for an email. */
export interface SentRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Null for a request without one, and once the payload is gone. */
  body: string | null;
  /** Of an email, what a person reads. */
  text?: string;
}

/** What came back. */
export interface Answer {
  /** HTTP status, 0 when there was no answer: then `body` says why. */
  status: number;
  body: string;
  durationMs: number;
  success: boolean;
  /** Null for a success. */
  failure: Failure | null;
  /** The failure in words. */
  reason?: string | null;
}

export interface Message {
  id: string;
  eventId: string | null;
  eventType: string;
  origin: string | null;
  channels: string[] | null;
  tags: string[] | null;
  deliverAt: string | null;
  timestamp: string;
  archivedAt?: string | null;
  payload: Record<string, unknown>;
}

/** A request that came to a test receiver. */
export interface Received {
  id: string;
  at: string;
  method: string;
  /** Below the receiver's address. */
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  truncated: boolean;
}

export interface Receiver {
  url: string;
  /** The newest first. */
  data: Received[];
}

/** Where a message stands at an endpoint. */
export interface Standing {
  status: Status;
  nextAttempt: string | null;
}

export interface Verdicts {
  /** False while the message waits for being handed to the endpoints. */
  done: boolean;
  data: { endpointId: string; verdict: Verdict }[];
}

export interface EventType {
  name: string;
  description: string;
  archived: boolean;
  deprecated: boolean;
  /** False where the customer's plan doesn't include it. */
  available?: boolean;
  schemas: Record<string, unknown> | null;
  featureFlags: string[] | null;
  groupName: string | null;
  descriptions: { en?: string; de?: string } | null;
  availableSince: string | null;
  status: "active" | "planned" | null;
  example: Record<string, unknown> | null;
  fields: { name: string; labels: { en?: string; de?: string }; path: string; alwaysSent: boolean }[] | null;
  excludeOrigins: string[] | null;
}
