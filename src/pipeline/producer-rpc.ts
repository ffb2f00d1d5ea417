import { WorkerEntrypoint } from "cloudflare:workers";
import type { z } from "zod";
import { InvalidInput, PosthornError } from "../core/errors.ts";
import { type EventJob, eventJob } from "../core/jobs.ts";
import { type NewMessage, newMessage } from "../core/message.ts";
import { sentence } from "../core/problems/problem.ts";
import { type Acceptance, accept, checkSize, refusal } from "./accept/accept.ts";
import { type EventMessage, payloadText } from "./accept/queued-event.ts";

/** What a service binding may fix for its caller: `[[services]] … props = { org = "org_x" }`. */
export interface ProducerProps {
  org?: string;
}

export interface Target {
  /** The organisation; may be left out when the binding's props name it, and must not be another one then. */
  org?: string;
  /** Id or uid of the application. */
  application: string;
}

export interface SendOptions {
  /** The same key within 12 hours is the same message. */
  idempotencyKey?: string;
}

export interface SentMessage {
  id: string;
  eventType: string;
  eventId: string | null;
}

export type BatchItem =
  | { status: 202; message: SentMessage }
  | { status: 409; error: { code: "conflict"; detail: string } }
  | { status: 413; error: { code: "payload_too_large"; detail: string } }
  | { status: 422; error: { code: "generic_error"; detail: string } };

const mostMessages = 100;

/**
 * The entrypoint for Workers of the same account, without HTTP and without a token:
 * `[[services]] binding = "POSTHORN" service = "posthorn" entrypoint = "Producer"`.
 */
export class Producer extends WorkerEntrypoint<Env, ProducerProps> {
  /**
   * Accepts one message. When this resolves, it is durable and queued.
   *
   * @throws Error whose message begins with the API's error code: `not_found`, `conflict`, `payload_too_large`,
   *   `unavailable`, or `generic_error` with the field that doesn't fit
   */
  async send(target: Target, message: EventMessage, options: SendOptions = {}): Promise<SentMessage> {
    const [item] = await this.#accept(target, [message], [options.idempotencyKey ?? null]);
    if (item?.status === 202) return item.message;
    throw new Error(`${item?.error.code}: ${item?.error.detail}`);
  }

  /** Accepts 1 to 100 messages, each answered on its own, in order. An idempotency key counts for the whole batch. */
  async sendBatch(target: Target, messages: EventMessage[], options: SendOptions = {}): Promise<BatchItem[]> {
    if (!Array.isArray(messages) || messages.length < 1 || messages.length > mostMessages)
      throw new Error(`generic_error: messages: must be 1 to ${mostMessages}`);
    const key = options.idempotencyKey;
    return this.#accept(
      target,
      messages,
      messages.map((_, index) => (key === undefined ? null : `${key}#${index}`)),
    );
  }

  async #accept(target: Target, messages: EventMessage[], keys: (string | null)[]): Promise<BatchItem[]> {
    const now = Date.now();
    try {
      const { org, application } = this.#destination(target);
      const items = messages.map((message, index) => readItem(this.env, message, index, now));
      const good = items.flatMap((item, index) => ("news" in item ? [{ news: item.news, index }] : []));
      const { acceptances } = await accept(
        this.env,
        org,
        application,
        good.map(({ news }) => news),
        good.map(({ index }) => (keys[index] == null ? null : `rpc ${keys[index]}`)),
        "rpc",
      );
      return items.map((item) => ("news" in item ? toItem(acceptances.shift()!, item.news) : item));
    } catch (error) {
      // Only the message of an error crosses the binding.
      throw error instanceof PosthornError ? new Error(`${error.code}: ${error.message}`) : error;
    }
  }

  /** @throws message_invalid, also when the caller names another organisation than its binding */
  #destination(target: Target): Pick<EventJob, "org" | "application"> {
    const fixed = this.ctx.props?.org;
    if (fixed !== undefined && target?.org !== undefined && target.org !== fixed)
      throw new PosthornError("message_invalid", {
        path: "org",
        why: "must be the organisation that the binding names, or be left out",
      });
    const parsed = destination.safeParse({ org: fixed ?? target?.org, application: target?.application });
    if (!parsed.success) throw unfit([], parsed.error);
    return parsed.data;
  }
}

const destination = eventJob.pick({ org: true, application: true });

/** A message that fits, or its answer. */
type Item = { news: NewMessage } | Exclude<BatchItem, { status: 202 }>;

function readItem(env: Env, message: EventMessage, index: number, now: number): Item {
  try {
    const parsed = eventJob.shape.message.safeParse(message);
    if (!parsed.success) throw unfit(["messages", index], parsed.error);
    const news = asMessage(parsed.data, index, now);
    checkSize(env, news.payload);
    return { news };
  } catch (error) {
    if (!(error instanceof PosthornError)) throw error;
    const { message: detail } = error;
    return error.code === "payload_too_large"
      ? { status: 413, error: { code: error.code, detail } }
      : { status: 422, error: { code: "generic_error", detail } };
  }
}

/** Names the field that doesn't fit. */
function unfit(at: PropertyKey[], { issues: [issue] }: z.ZodError): PosthornError {
  const path = [...at, ...(issue?.path ?? [])].join(".");
  return new PosthornError("message_invalid", { path, why: issue?.message ?? "" });
}

/** Names the message that doesn't fit, and its field. */
function asMessage({ payload, ...fields }: EventMessage, index: number, now: number): NewMessage {
  try {
    return newMessage(fields, payloadText(payload), now);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [found] = error.problems;
    const path = `messages.${index}.${found!.loc.slice(1).join(".")}`;
    throw new PosthornError("message_invalid", { path, why: sentence(found!) });
  }
}

function toItem(acceptance: Acceptance, message: NewMessage): BatchItem {
  if (acceptance.ok) {
    const { id, eventType, eventId } = acceptance.message;
    return { status: 202, message: { id, eventType, eventId } };
  }
  const { message: detail } = refusal(message, acceptance.reason);
  return acceptance.reason === "planned"
    ? { status: 422, error: { code: "generic_error", detail } }
    : { status: 409, error: { code: "conflict", detail } };
}
