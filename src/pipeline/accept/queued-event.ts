import { InvalidInput, invalid, PosthornError } from "../../core/errors.ts";
import { type EventJob, eventJob, isJob } from "../../core/jobs.ts";
import { type NewMessage, newMessage } from "../../core/message.ts";
import { problem } from "../../core/problems/problem.ts";
import * as applications from "../../store/applications.ts";
import { largePayload, sizeOf } from "../../store/payloads.ts";
import type { Group } from "../fan-out/candidates.ts";
import { accept, checkSize, refusal } from "./accept.ts";

/** A message as other Workers hand it in. */
export type EventMessage = EventJob["message"];

/** What the consumer is to do with a job: fan out its messages, nothing (done before), or keep it as a dead letter. */
export type Reading =
  | { kind: "fan_out"; group: Group }
  | { kind: "nothing" }
  | { kind: "malformed"; reason: string };

/**
 * Reads one job of the events queue. The Journal's own jobs are fanned out as they are; an event of another Worker is
 * recorded in the Journal first, under the queue's message id, so that a repeated job is the same message.
 *
 * @throws when the event is fine but can't be recorded now
 */
export async function readEvent(env: Env, queueId: string, body: unknown): Promise<Reading> {
  if (isJob(body, "fan_out")) {
    const { org, app, messages } = body;
    return { kind: "fan_out", group: { org, app, messages } };
  }
  const parsed = eventJob.safeParse(body);
  if (!parsed.success) return { kind: "malformed", reason: inWords(parsed.error) };
  try {
    return await record(env, queueId, parsed.data);
  } catch (error) {
    const final =
      error instanceof InvalidInput ||
      (error instanceof PosthornError && ["not_found", "payload_too_large"].includes(error.code));
    if (final) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

/** Why a job of the events queue could not be taken up now, null when it can. */
export async function eventProblem(env: Env, body: unknown): Promise<string | null> {
  if (isJob(body, "fan_out") || isJob(body, "replay")) return null;
  const parsed = eventJob.safeParse(body);
  if (!parsed.success) return inWords(parsed.error);
  try {
    checkSize(env, fromJob(parsed.data).payload);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof PosthornError) return error.message;
    throw error;
  }
  const app = await applications.find(env, parsed.data.org, parsed.data.application);
  return app ? null : "There is no such application.";
}

async function record(env: Env, queueId: string, job: EventJob): Promise<Reading> {
  const submitted = fromJob(job);
  const { app, acceptances } = await accept(
    env,
    job.org,
    job.application,
    [submitted],
    [`queue ${queueId}`],
    "queue",
  );
  const [acceptance] = acceptances;
  if (!acceptance?.ok) return { kind: "malformed", reason: refusal(submitted, acceptance!.reason).message };
  if (acceptance.message.verdicts !== null) return { kind: "nothing" };
  const { id, eventType, origin, channels, tags, deliverAt, expiresAt, contentType } = acceptance.message;
  const payload = sizeOf(submitted.payload) > largePayload ? null : submitted.payload;
  const message = { id, eventType, origin, channels, tags, deliverAt, expiresAt, contentType, payload };
  return { kind: "fan_out", group: { org: job.org, app: app.id, messages: [message] } };
}

function fromJob({ message: { payload, ...fields } }: EventJob): NewMessage {
  return newMessage(fields, payloadText(payload), Date.now());
}

/** The payload as the text that endpoints get: what came as text stays as it is. */
export function payloadText(payload: string | Record<string, unknown>): string {
  if (typeof payload !== "string") return JSON.stringify(payload);
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {}
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(["message", "payload"], problem("payload_invalid"));
  return payload;
}

function inWords({ issues: [issue] }: { issues: { path: PropertyKey[]; message: string }[] }): string {
  return `${issue?.path.join(".") || "message"}: ${issue?.message}`;
}
