import type { Attempt } from "../../core/delivery/attempt.ts";
import { asJson, jsonOf } from "../../core/request/shape.ts";
import { readContents } from "../deliver/contents.ts";
import { eventOf, type Outbound, requestFor } from "./build.ts";

export interface RequestAsSent {
  method: string;
  url: string;
  /** Secrets are masked. */
  headers: Record<string, string>;
  /** Null for a request without one, and once the payload is gone. */
  body: string | null;
  /** What it says as JSON, also where the request has no body of JSON; null once the payload is gone. */
  json: string | null;
  /** The payload is gone, so of the body and of what was filled into the address nothing is known. */
  gone: boolean;
}

/** The request of an attempt, made again from what is kept of it and from the payload; null when none was made. */
export async function requestAsSent(env: Env, app: string, attempt: Attempt): Promise<RequestAsSent | null> {
  if (attempt.request === null) return null;
  const { method, headers, shape } = attempt.request;
  const messages = await outbound(env, app, attempt.messages ?? [attempt.message]);
  if (messages === null) return { method, url: attempt.url, headers, body: null, json: null, gone: true };
  const made = requestFor(shape, attempt.url, messages);
  if (method === "EMAIL") {
    const json = asJson(made.body!);
    return { method, url: attempt.url, headers, body: json, json, gone: false };
  }
  const { url, body } = made;
  const isJson = shape === null || (method !== "GET" && shape.contentType === "json");
  const json = asJson(isJson ? body! : jsonOf(shape, eventOf(messages[0]!)));
  return { method, url, headers, body, json, gone: false };
}

/** Messages with their payloads, in order; null when one of these is gone. */
async function outbound(env: Env, app: string, ids: string[]): Promise<Outbound[] | null> {
  const journal = env.JOURNAL.getByName(app);
  const [found, located] = await Promise.all([journal.findMany(ids), journal.locate(ids)]);
  const types = new Map(found.map(({ id, eventType }) => [id, eventType]));
  const contents = await readContents(env, located);
  if (ids.some((id) => !types.has(id) || !contents.has(id))) return null;
  return ids.map((message) => ({ message, eventType: types.get(message)!, content: contents.get(message)! }));
}
