import { log } from "../store/log.ts";

/** What the dead-letter queues carry when Posthorn itself gives a job up; the platform puts the bare job there. */
interface Buried {
  kind: "dead";
  queue: string;
  reason: string;
  tries: number;
  job: unknown;
}

export interface DeadLetter extends Omit<Buried, "kind"> {
  id: string;
  /** When the job was queued (ISO 8601). */
  queuedAt: string;
}

/** Moves a job to its dead-letter queue with the reason; if that fails, the platform tries the job again. */
export async function bury(dead: Queue, queue: string, message: Message, reason: string): Promise<void> {
  const buried: Buried = { kind: "dead", queue, reason, tries: message.attempts, job: message.body };
  try {
    await dead.send(buried, { contentType: "v8" });
    message.ack();
  } catch (error) {
    log("bury_failed", { queue, job: message.id, error: String(error) });
    message.retry();
  }
}

const folder = "dead-letters/";

/** Keeps each dead letter as a JSON object in R2 and says so in the log. */
export async function keepDead(batch: MessageBatch, env: Env): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const letter = deadLetter(batch.queue, message);
      const day = letter.queuedAt.slice(0, 10);
      try {
        await env.PAYLOADS.put(`${folder}${letter.queue}/${day}/${letter.id}.json`, JSON.stringify(letter), {
          httpMetadata: { contentType: "application/json" },
          customMetadata: { reason: letter.reason.slice(0, 500) },
        });
        log("dead_letter", {
          queue: letter.queue,
          job: letter.id,
          reason: letter.reason,
          tries: letter.tries,
        });
        message.ack();
      } catch (error) {
        log("dead_letter_not_kept", { queue: letter.queue, job: letter.id, error: String(error) });
        message.retry();
      }
    }),
  );
}

const isBuried = (body: unknown): body is Buried =>
  typeof body === "object" && body !== null && "kind" in body && body.kind === "dead";

function deadLetter(queue: string, message: Message): DeadLetter {
  const { body, id } = message;
  const queuedAt = message.timestamp.toISOString();
  if (isBuried(body)) {
    const { kind, ...letter } = body;
    return { id, queuedAt, ...letter };
  }
  return {
    id,
    queuedAt,
    queue: queue.replace(/-dead$/, ""),
    reason: "The platform gave the job up after its last retry.",
    tries: message.attempts,
    job: body,
  };
}
