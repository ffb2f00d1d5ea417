import packageJson from "../../../package.json" with { type: "json" };
import type { Outcome } from "../../core/delivery/attempt.ts";
import { type Failure, plainFailure } from "../../core/delivery/failure.ts";
import { platformFailure } from "../../core/delivery/platform-failure.ts";
import { parseRetryAfter } from "../../core/delivery/retry.ts";
import { refusal, type SuccessRule } from "../../core/delivery/success.ts";
import { type SigningKey, sign } from "../../core/request/signature.ts";

/** Bytes of an answer that are read and kept; after them the connection is dropped. */
const answerLimit = 20_000;

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
  /** What counts as accepted; null for any 2xx. */
  accept: SuccessRule | null;
  timeoutMs: number;
  /** The request must have left by then (ms). */
  sendBefore: number;
  /** Takes the request in place of the network; null for a receiver that is elsewhere. */
  handler: ((request: Request) => Promise<Response>) | null;
}

/** What a request carries beside its body: the endpoint's own headers, who sends it, and the signature. */
export async function headersOf(
  request: Pick<WebhookRequest, "headers" | "body" | "contentType" | "webhookId" | "keys">,
): Promise<Record<string, string>> {
  const now = Date.now();
  const timestamp = Math.floor(now / 1000);
  return {
    ...request.headers,
    ...(request.body === null ? {} : { "content-type": request.contentType ?? "application/json" }),
    "user-agent": `Posthorn/${packageJson.version}`,
    "webhook-id": request.webhookId,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await sign(request.keys, request.webhookId, timestamp, request.body ?? "", now),
  };
}

/**
 * One request to a receiver. Whatever the receiver does, or fails to do, is an Outcome: only 2xx is a success,
 * redirects are not followed (RFC 9110 would let a POST become a GET).
 */
export async function attempt(request: WebhookRequest): Promise<Outcome | "late"> {
  const headers = await headersOf(request);
  const at = Date.now();
  if (at > request.sendBefore) return "late";
  const signal = AbortSignal.timeout(request.timeoutMs);
  let code = 0;
  const outcome = (fields: Pick<Outcome, "failure" | "reason" | "response"> & Partial<Outcome>): Outcome => ({
    success: fields.failure === null,
    code,
    at,
    headers,
    duration: Date.now() - at,
    retryAfter: null,
    ...fields,
  });

  try {
    const { method, body, handler } = request;
    const init: RequestInit = { method, headers, body, redirect: "manual", signal };
    const response = await (handler === null
      ? fetch(request.url, init)
      : handler(new Request(request.url, init)));
    code = response.status;
    const text = await readStart(response);
    return outcome({
      ...failed(request.accept, response, text, Date.now() - at),
      response: response.ok || text !== "" ? text : emptyAnswer(response),
      retryAfter: parseRetryAfter(response.headers.get("retry-after"), at),
    });
  } catch (error) {
    const failure = failureOf(error, signal, code, request.timeoutMs / 1000);
    const reason = inWords(failure, error);
    return outcome({ failure, reason, response: reason });
  }
}

/** Longer ones are cut. */
const locationLimit = 2_048;

/** Why an answer does not count as accepted; nulls when it does. */
function failed(
  accept: SuccessRule | null,
  { status, headers }: Response,
  body: string,
  duration: number,
): Pick<Outcome, "failure" | "reason"> {
  const location = headers.get("location")?.slice(0, locationLimit) ?? null;
  const refused = refusal(accept, { status, body, location });
  if (refused === null) return { failure: null, reason: null };
  return { ...refused, failure: platformFailure({ status, headers, body, duration }) ?? refused.failure };
}

async function readStart(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let room = answerLimit;
  while (room > 0) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, room), { stream: true });
    room -= value.length;
  }
  reader.cancel().catch(() => {});
  return text;
}

const emptyAnswer = (response: Response) =>
  response.status >= 300 && response.status < 400
    ? `Redirects are not followed (to ${response.headers.get("location") ?? "nowhere"}); enter the final address.`
    : "";

/** workerd throws the same for each of several causes, so that more than this can't be told. */
function failureOf(error: unknown, signal: AbortSignal, code: number, seconds: number): Failure {
  if (signal.aborted) return { code: code === 0 ? "timeout" : "incomplete", params: { seconds } };
  if (code !== 0) return plainFailure("cut_off");
  return plainFailure(error instanceof TypeError ? "not_made" : "unreachable");
}

function inWords(failure: Failure, error: unknown): string {
  if (failure.code === "timeout") return `No answer within ${failure.params.seconds} s.`;
  if (failure.code === "incomplete") return `The answer was not complete within ${failure.params.seconds} s.`;
  const message = error instanceof Error ? error.message : String(error);
  const told = /internal error/i.test(message)
    ? "the host could not be reached; its name, its certificate or the connection failed"
    : message;
  return failure.code === "cut_off" ? `The answer broke off: ${told}` : `No answer: ${told}`;
}
