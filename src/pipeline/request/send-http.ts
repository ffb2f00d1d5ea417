import packageJson from "../../../package.json" with { type: "json" };
import type { Outcome } from "../../core/delivery/attempt.ts";
import { type Failure, plainFailure } from "../../core/delivery/failure.ts";
import { platformFailure } from "../../core/delivery/platform-failure.ts";
import { parseRetryAfter } from "../../core/delivery/retry.ts";
import { judgesBody, type Refusal, refusal, type SuccessRule } from "../../core/delivery/success.ts";
import { withContentType } from "../../core/request/content-type.ts";
import { type SigningKey, sign } from "../../core/request/signature.ts";
import { type AnswerBody, readBody } from "./answer-body.ts";

export interface WebhookRequest {
  method: string;
  url: string;
  /** The message's id, the same on every attempt. */
  webhookId: string;
  /** Null for a request without one; it is signed as an empty body. */
  body: string | null;
  contentType: string | null;
  headers: Record<string, string>;
  keys: readonly SigningKey[];
  /** Id, time and signature go by their names at Svix as well. */
  svixHeaders: boolean;
  /** What counts as accepted; null for any 2xx. */
  accept: SuccessRule | null;
  timeoutMs: number;
  /** The request must have left by then (ms). */
  sendBefore: number;
  /** Where it goes when nothing answers at `url`; null for nowhere else. See `otherLoopback`. */
  otherUrl: () => string | null;
  /** Takes the request in place of the network; null for a receiver that is elsewhere. */
  handler: ((request: Request) => Promise<Response>) | null;
}

/** What a request carries beside its body: the endpoint's own headers, who sends it, and the signature. */
export async function headersOf(
  request: Pick<WebhookRequest, "headers" | "body" | "contentType" | "webhookId" | "keys" | "svixHeaders">,
): Promise<Record<string, string>> {
  const now = Date.now();
  const timestamp = Math.floor(now / 1000);
  const signature = await sign(request.keys, request.webhookId, timestamp, request.body ?? "", now);
  const { own, contentType } = withContentType(
    request.headers,
    request.body === null ? null : (request.contentType ?? "application/json"),
  );
  const signed = { id: request.webhookId, timestamp: String(timestamp), signature };
  return {
    ...own,
    ...(contentType === null ? {} : { "content-type": contentType }),
    "user-agent": `Posthorn/${packageJson.version}`,
    ...named("webhook", signed),
    ...(request.svixHeaders ? named("svix", signed) : {}),
  };
}

const named = (prefix: string, signed: Record<string, string>) =>
  Object.fromEntries(Object.entries(signed).map(([name, value]) => [`${prefix}-${name}`, value]));

/**
 * One request to a receiver. Whatever the receiver does, or fails to do, is an Outcome: only 2xx is a success,
 * redirects are not followed (RFC 9110 would let a POST become a GET).
 */
export async function attempt(request: WebhookRequest): Promise<Outcome | "late"> {
  const headers = await headersOf(request);
  const at = Date.now();
  if (at > request.sendBefore) return "late";
  const { method, body, handler, timeoutMs } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  const init: RequestInit = { method, headers, body, redirect: "manual", signal };
  try {
    const response = await (handler === null
      ? reach(request, init)
      : handler(new Request(request.url, init)));
    const judged = judgesBody(request.accept, response.status);
    const answer = await readBody(response, { judged, signal, timeoutMs });
    const duration = Date.now() - at;
    const location = locationOf(response, request.url);
    const refused = refusalOf(request.accept, response, location, answer, duration);
    return {
      success: refused === null,
      code: response.status,
      failure: refused?.failure ?? null,
      reason: refused?.reason ?? null,
      bodyFailure: answer.flaw?.failure ?? null,
      response: response.ok || answer.kept !== "" ? answer.kept : emptyAnswer(response, location),
      duration,
      at,
      headers,
      retryAfter: parseRetryAfter(response.headers.get("retry-after"), at),
    };
  } catch (error) {
    const failure = failureOf(error, signal, timeoutMs / 1000);
    const reason = inWords(failure, error);
    return {
      success: false,
      code: 0,
      failure,
      reason,
      bodyFailure: null,
      response: reason,
      duration: Date.now() - at,
      at,
      headers,
      retryAfter: null,
    };
  }
}

const reach = ({ url, otherUrl }: WebhookRequest, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch((error) => {
    const other = init.signal?.aborted ? null : otherUrl();
    if (other === null) throw error;
    // Why the address that was asked for can't be reached is what there is to tell.
    return fetch(other, init).catch(() => {
      throw error;
    });
  });

/** Longer ones are cut. */
const locationLimit = 2_048;

/** Where an answer leads on to, whole, so that it can be entered (RFC 9110, 10.2.2); null for nowhere. */
function locationOf({ headers }: Response, url: string): string | null {
  const location = headers.get("location");
  if (location === null) return null;
  const whole = URL.canParse(location) ? location : (URL.parse(location, url)?.href ?? location);
  return whole.slice(0, locationLimit);
}

/** Why an answer does not count as accepted; null when it does. */
function refusalOf(
  accept: SuccessRule | null,
  { status, headers }: Response,
  location: string | null,
  { text, flaw }: AnswerBody,
  duration: number,
): Refusal | null {
  const refused = refusal(accept, { status, body: text, flaw, location });
  if (refused === null) return null;
  const failure = platformFailure({ status, headers, body: text, duration }) ?? refused.failure;
  return { ...refused, failure };
}

const emptyAnswer = ({ status }: Response, location: string | null) =>
  status >= 300 && status < 400
    ? `Redirects are not followed (to ${location ?? "nowhere"}); enter the final address.`
    : "";

/** workerd throws the same for each of several causes, so that more than this can't be told. */
function failureOf(error: unknown, signal: AbortSignal, seconds: number): Failure {
  if (signal.aborted) return { code: "timeout", params: { seconds } };
  return plainFailure(error instanceof TypeError ? "not_made" : "unreachable");
}

function inWords(failure: Failure, error: unknown): string {
  if (failure.code === "timeout") return `No answer within ${failure.params.seconds} s.`;
  const message = error instanceof Error ? error.message : String(error);
  const told = /internal error/i.test(message)
    ? "the host could not be reached; its name, its certificate or the connection failed"
    : message;
  return `No answer: ${told}`;
}
