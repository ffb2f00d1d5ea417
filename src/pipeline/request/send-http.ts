import packageJson from "../../../package.json" with { type: "json" };
import type { Outcome } from "../../core/delivery/attempt.ts";
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
  const outcome = (
    fields: Pick<Outcome, "success" | "code" | "response" | "failure"> & Partial<Outcome>,
  ): Outcome => ({
    at,
    headers,
    duration: Date.now() - at,
    retryAfter: null,
    ...fields,
  });

  const signal = AbortSignal.timeout(request.timeoutMs);
  let code = 0;
  try {
    const { method, body, handler } = request;
    const init: RequestInit = { method, headers, body, redirect: "manual", signal };
    const response = await (handler === null
      ? fetch(request.url, init)
      : handler(new Request(request.url, init)));
    code = response.status;
    const text = await readStart(response);
    const reason = refusal(request.accept, code, text);
    return outcome({
      success: reason === null,
      code,
      failure: reason === null ? null : failureOf(code),
      response: response.ok || text !== "" ? text : emptyAnswer(response),
      retryAfter: parseRetryAfter(response.headers.get("retry-after"), at),
    });
  } catch (error) {
    return outcome({
      success: false,
      code,
      failure: signal.aborted ? "timeout" : "network",
      response: failure(error, signal, code, request.timeoutMs),
    });
  }
}

const failureOf = (code: number): Outcome["failure"] => {
  if (code === 429) return "429";
  if (code >= 400 && code < 500) return "4xx";
  return code >= 500 ? "5xx" : "other";
};

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

/** The platform tells little of why a name, a certificate or a connection failed. */
const inWords = (message: string) =>
  /internal error/i.test(message)
    ? "the host could not be reached; its name, its certificate or the connection failed"
    : message;

function failure(error: unknown, signal: AbortSignal, code: number, timeoutMs: number): string {
  if (signal.aborted)
    return code === 0
      ? `No answer within ${timeoutMs / 1000} s.`
      : `The answer was not complete within ${timeoutMs / 1000} s.`;
  const reason = inWords(error instanceof Error ? error.message : String(error));
  return code === 0 ? `No answer: ${reason}` : `The answer broke off: ${reason}`;
}
