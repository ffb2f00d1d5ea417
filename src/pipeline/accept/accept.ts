import { invalid, PosthornError } from "../../core/errors.ts";
import type { NewMessage } from "../../core/message.ts";
import { problem } from "../../core/problems/problem.ts";
import type { MessageAcceptance } from "../../objects/journal/accept.ts";
import type { IncomingMessage } from "../../objects/journal/messages.ts";
import { config } from "../../store/config.ts";
import { log } from "../../store/log.ts";
import { largePayload, remove, sizeOf, writeLarge } from "../../store/payloads.ts";
import type { Application } from "../../store/schema.ts";
import { forgetApplication, resolveApplication } from "./application.ts";

type Refusal = Extract<MessageAcceptance, { ok: false }>["reason"] | "planned";
/** What became of a message: recorded, or why not. */
export type Acceptance = Extract<MessageAcceptance, { ok: true }> | { ok: false; reason: Refusal };

export type Source = "https" | "rpc" | "queue" | "operational";

/**
 * Accepts messages of one application: afterwards they are durable, and queued unless they came out of the queue.
 *
 * @param name id or uid of the application
 * @param idempotencyKeys one a message, or null where the producer gave none
 * @returns one acceptance a message, in order
 * @throws not_found, payload_too_large, or unavailable when the queue refuses (the messages are kept, and sent later)
 */
export async function accept(
  env: Env,
  org: string,
  name: string,
  messages: NewMessage[],
  idempotencyKeys: (string | null)[],
  source: Source,
): Promise<{ app: Application; acceptances: Acceptance[] }> {
  const start = Date.now();
  const incoming = messages.map((message, index) => ({
    ...message,
    ref: null,
    idempotencyKey: idempotencyKeys[index] ?? null,
    bytes: checkSize(env, message.payload),
  }));

  for (let fresh = false; ; fresh = true) {
    const { app, retentionMs, planned } = await resolveApplication(env, org, name, fresh);
    const isPlanned = ({ eventType }: NewMessage) => planned.has(eventType);
    // What was planned some seconds ago may have begun.
    if (!fresh && messages.some(isPlanned)) continue;
    const placed = await placeAll(
      env,
      app.id,
      incoming
        .filter((message) => !isPlanned(message))
        .map((message) => ({ ...message, retentionMs: message.retentionMs ?? retentionMs })),
    );
    const journal = env.JOURNAL.getByName(app.id);
    const result = await journal
      .accept(org, app.id, name, placed, source === "queue")
      .catch(async (error: unknown) => {
        await removeUnowned(env, app.id, placed);
        throw error;
      });
    const answered = result.status === "unknown" ? [] : result.acceptances;
    await removeUnused(env, placed, answered);
    if (result.status === "unknown") {
      forgetApplication(org, name);
      if (!fresh) continue;
      throw new PosthornError("no_such_application");
    }
    const acceptances = messages.map(
      (message): Acceptance => (isPlanned(message) ? { ok: false, reason: "planned" } : answered.shift()!),
    );
    log("accept", {
      source,
      org,
      app: app.id,
      outcome: result.status,
      messages: acceptances.map((one) => (one.ok ? one.message.id : one.reason)),
      types: [...new Set(messages.map(({ eventType }) => eventType))],
      ms: Date.now() - start,
    });
    if (result.status === "unavailable") throw new PosthornError("queue_unavailable");
    return { app, acceptances };
  }
}

/** Bytes of a payload. Throws payload_too_large. */
export function checkSize(env: Env, payload: string): number {
  const { maxPayloadBytes } = config(env);
  const bytes = sizeOf(payload);
  if (bytes > maxPayloadBytes) throw new PosthornError("payload_too_large", { bytes, max: maxPayloadBytes });
  return bytes;
}

/** All or none: when one large payload can't be written, those that were are removed. */
async function placeAll(env: Env, app: string, messages: Sized[]): Promise<IncomingMessage[]> {
  const results = await Promise.allSettled(messages.map((message) => place(env, app, message)));
  const placed = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = results.find((result) => result.status === "rejected");
  if (failed === undefined) return placed;
  await remove(env, keysOf(placed));
  throw failed.reason;
}

type Sized = IncomingMessage & { bytes: number };

/** A large payload goes to R2 first, so that what the Journal keeps stays small. */
async function place(env: Env, app: string, message: Sized): Promise<IncomingMessage> {
  const { bytes, ...incoming } = message;
  if (bytes <= largePayload) return incoming;
  return { ...incoming, payload: null, ref: await writeLarge(env, app, incoming.payload!) };
}

/** Large payloads of messages that were not stored after all. */
async function removeUnused(env: Env, placed: IncomingMessage[], acceptances: MessageAcceptance[]) {
  const keys = placed.flatMap(({ ref }, index) => {
    const acceptance = acceptances[index];
    const used = acceptance?.ok && !acceptance.repeated;
    return ref === null || used ? [] : [ref.key];
  });
  if (keys.length > 0) await remove(env, keys);
}

/**
 * Large payloads of messages that the Journal did not come to store. A call that failed may have stored them all the
 * same, so the Journal is asked.
 */
async function removeUnowned(env: Env, app: string, placed: IncomingMessage[]) {
  const keys = keysOf(placed);
  if (keys.length === 0) return;
  try {
    await remove(env, await env.JOURNAL.getByName(app).unowned(keys));
  } catch (error) {
    log("payloads_left", { app, keys, error: String(error) });
  }
}

const keysOf = (placed: IncomingMessage[]) => placed.flatMap(({ ref }) => (ref === null ? [] : [ref.key]));

/** A message that was not accepted, as an error. */
export const refusal = ({ eventType }: NewMessage, reason: Refusal) =>
  reason === "planned"
    ? invalid(["body", "eventType"], problem("event_type_planned", { name: eventType }))
    : new PosthornError("event_id_taken");
