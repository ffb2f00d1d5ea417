import type { Outcome, SentRequest } from "../../core/delivery/attempt.ts";
import { type Failure, plainFailure } from "../../core/delivery/failure.ts";
import { sentence } from "../../core/problems/problem.ts";
import { headersProblem } from "../../core/request/headers.ts";
import type { RequestShape } from "../../core/request/shape.ts";
import { otherLoopback } from "../../core/request/url.ts";
import { config } from "../../store/config.ts";
import { receive } from "../test-receiver.ts";
import { isOversized, type Outbound, requestFor, shapeOf } from "./build.ts";
import { attempt, headersOf } from "./send-http.ts";
import { shownHeaders, type Target } from "./target.ts";

/** What one try came to, and what to keep of the request. */
export interface Transmission {
  outcome: Outcome;
  /** Null when none was made. */
  request: SentRequest | null;
  /** That none was made is a fault of ours, which may pass. */
  ours: boolean;
}

/** The outcome of a request that could not be made, and why. */
export const notSent = (failure: Failure, why: string): Outcome => {
  const reason = `Not sent: ${why}.`;
  return {
    success: false,
    code: 0,
    failure,
    bodyFailure: null,
    reason,
    response: reason,
    duration: 0,
    at: Date.now(),
    headers: {},
    retryAfter: null,
  };
};

/** Of what is configured no request can be made. */
const unmade = (failure: Failure, why: string): Transmission => ({
  outcome: notSent(failure, why),
  request: null,
  ours: false,
});

/** Bytes of an address; what Cloudflare takes at most (https://developers.cloudflare.com/workers/platform/limits/). */
const longestUrl = 16_384;

/** Shapes, signs and sends one message, or those of a batch, in one request. */
export async function transmit(
  env: Env,
  target: Target,
  webhookId: string,
  messages: readonly Outbound[],
  sendBefore: number,
): Promise<Transmission | "late" | "oversized"> {
  const { endpoint, problem } = target;
  const receiver = await target.receiver;
  if (problem !== null && receiver === null)
    return unmade(plainFailure("address_blocked"), `the address ${problem}`);
  try {
    const tooMuch = headersProblem(await target.headers);
    if (tooMuch !== null)
      return unmade(plainFailure("not_made"), `the endpoint's headers ${sentence(tooMuch)}`);
    const shape = shapeOf(endpoint);
    const request = requestFor(shape, endpoint.url, messages);
    if (shape?.batch && isOversized(request)) return "oversized";
    if (request.url.length > longestUrl)
      return unmade(
        { code: "url_too_long", params: { bytes: longestUrl } },
        `the address would be longer than ${longestUrl} bytes; use POST`,
      );
    const outcome = await attempt({
      ...request,
      webhookId,
      headers: await configuredHeaders(target),
      keys: await target.keys,
      svixHeaders: endpoint.svixHeaders,
      accept: endpoint.extensions.accept ?? null,
      timeoutMs: config(env).timeoutMs,
      sendBefore,
      otherUrl: () => otherLoopback(request.url, config(env).urlPolicy),
      handler: receiver === null ? null : (request) => receive(env, receiver, request),
    });
    if (outcome === "late") return "late";
    if (outcome.failure?.code === "not_made") return { outcome, request: null, ours: false };
    const sent = await sentRequest(request.method, shape, outcome, target);
    return { outcome, request: sent, ours: false };
  } catch (error) {
    const why = `Posthorn could not make the request (${String(error)})`;
    return { outcome: notSent(plainFailure("internal"), why), request: null, ours: true };
  }
}

/** Of the endpoint's own headers and of `auth`, which goes before one of the same name in any spelling. */
async function configuredHeaders({ headers, auth }: Target): Promise<Record<string, string>> {
  const first = await auth;
  const names = new Set(Object.keys(first).map((name) => name.toLowerCase()));
  const rest = Object.entries(await headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...first };
}

/** The headers that a request would have now, secrets masked. */
export const previewHeaders = async (
  target: Target,
  webhookId: string,
  body: string | null,
  contentType: string | null,
): Promise<Record<string, string>> => {
  const headers = await configuredHeaders(target);
  const { svixHeaders } = target.endpoint;
  return shownHeaders(
    await headersOf({ headers, body, contentType, webhookId, keys: await target.keys, svixHeaders }),
    target,
  );
};

const sentRequest = async (
  method: RequestShape["method"],
  shape: RequestShape | null,
  { headers }: Outcome,
  target: Target,
): Promise<SentRequest> => ({ method, shape, headers: await shownHeaders(headers, target) });
