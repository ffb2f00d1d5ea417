import { latestFirst, orgPattern } from "../../core/ids.ts";
import { mainOrg } from "../../core/operational.ts";
import { log } from "../../store/log.ts";
import { type DeadLetter, keyOf } from "./letter.ts";

/** What the dead-letter queues carry when Posthorn itself gives a job up; the platform puts the bare job there. */
interface Buried extends Omit<DeadLetter, "id" | "queuedAt"> {
  kind: "dead";
}

/** Puts a job into its dead-letter queue with the reason. */
export async function sendDead(dead: Queue, letter: Omit<Buried, "kind">): Promise<void> {
  await dead.send({ kind: "dead", ...letter } satisfies Buried, { contentType: "v8" });
}

/** Moves a job to its dead-letter queue with the reason; if that fails, the platform tries the job again. */
export async function bury(dead: Queue, queue: string, message: Message, reason: string): Promise<void> {
  try {
    await sendDead(dead, { queue, reason, tries: message.attempts, job: message.body });
    message.ack();
  } catch (error) {
    log("bury_failed", { queue, job: message.id, error: String(error) });
    message.retry();
  }
}

/** Keeps each dead letter as a JSON object in R2 and says so in the log. */
export async function keepDead(batch: MessageBatch, env: Env): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const letter = await deadLetter(batch.queue, message);
      try {
        await env.PAYLOADS.put(keyOf(orgOf(letter.job), letter.id), JSON.stringify(letter, withBigInts), {
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

async function deadLetter(queue: string, message: Message): Promise<DeadLetter> {
  const { body } = message;
  // The same when the platform brings it twice.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(message.id));
  const id = latestFirst("deadLetter", message.timestamp.getTime(), new Uint8Array(digest));
  const queuedAt = message.timestamp.toISOString();
  if (isBuried(body)) {
    const { kind, ...letter } = body;
    return { ...letter, id, queuedAt };
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

const isBuried = (body: unknown): body is Buried =>
  typeof body === "object" && body !== null && "kind" in body && body.kind === "dead";

/** The organisation that a job names. */
function orgOf(job: unknown): string | null {
  const org = typeof job === "object" && job !== null && "org" in job ? job.org : null;
  return typeof org === "string" && orgPattern.test(mainOrg(org)) ? mainOrg(org) : null;
}

/** JSON knows no such numbers; what another Worker queued may have some. */
const withBigInts = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
