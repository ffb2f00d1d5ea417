import { WorkerEntrypoint } from "cloudflare:workers";
import { InvalidInput, PosthornError } from "../core/errors.ts";
import { type EventJob, eventJob } from "../core/jobs.ts";
import { type NewMessage, newMessage } from "../core/message.ts";
import { sentence } from "../core/problems/problem.ts";
import { type Acceptance, accept, refusal } from "./accept/accept.ts";
import { type EventMessage, payloadText } from "./accept/queued-event.ts";

/** What a service binding may fix for its caller: `[[services]] … props = { org = "org_x" }`. */
export interface ProducerProps {
  org?: string;
}

export interface Target {
  /** The organisation; may be left out when the binding's props name it. */
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
    const org = this.ctx.props?.org ?? target?.org;
    const now = Date.now();
    try {
      const jobs = messages.map((message, index) => {
        const parsed = eventJob.safeParse({
          v: 1,
          kind: "event",
          org,
          application: target?.application,
          message,
        });
        if (parsed.success) return parsed.data;
        const [issue] = parsed.error.issues;
        const path = issue?.path[0] === "message" ? ["messages", index, ...issue.path.slice(1)] : issue?.path;
        throw new PosthornError("message_invalid", {
          path: path?.join(".") ?? "",
          why: issue?.message ?? "",
        });
      });
      const news = jobs.map((job, index) => asMessage(job, index, now));
      const { acceptances } = await accept(
        this.env,
        jobs[0]!.org,
        jobs[0]!.application,
        news,
        keys.map((key) => key && `rpc ${key}`),
        "rpc",
      );
      return acceptances.map((acceptance, index) => toItem(acceptance, news[index]!));
    } catch (error) {
      // Only the message of an error crosses the binding.
      throw error instanceof PosthornError ? new Error(`${error.code}: ${error.message}`) : error;
    }
  }
}

/** Names the message that doesn't fit, and its field. */
function asMessage({ message: { payload, ...fields } }: EventJob, index: number, now: number): NewMessage {
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
