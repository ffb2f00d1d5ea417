import { isId, latestFirst, orgPattern } from "../../core/ids.ts";
import { mainOrg } from "../../core/operational.ts";
import * as applications from "../../store/applications.ts";
import type { DeadLetter } from "../../store/dead-letters.ts";
import * as letters from "../../store/dead-letters.ts";
import { log } from "../../store/log.ts";

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
        await keep(env, letter);
        message.ack();
      } catch (error) {
        log("dead_letter_not_kept", { queue: letter.queue, job: letter.id, error: String(error) });
        message.retry();
      }
    }),
  );
}

async function keep(env: Env, letter: DeadLetter): Promise<void> {
  const { queue, id, reason, tries, job } = letter;
  const org = orgOf(job);
  const app = await applicationOf(env, org, job);
  await letters.put(env, org, letter, app);
  await env.ORGANISATION.getByName(org ?? "-").tidyLetters(org);
  log("dead_letter", { org, app, queue, job: id, reason, tries });
  // Asked when it is there already, so that a deletion finds it, or this finds the deletion.
  if (app === null || (await applications.exists(env, app))) return;
  await env.PAYLOADS.delete(letters.keyOf(org, id));
  log("dead_letter_dropped", { org, app, queue, job: id, reason: "The application is deleted." });
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

/** The id of the application that a job is about, null when there is none. */
async function applicationOf(env: Env, org: string | null, job: unknown): Promise<string | null> {
  const { app, application } = (job ?? {}) as { app?: unknown; application?: unknown };
  if (typeof app === "string" && isId("application", app)) return app;
  if (org === null || typeof application !== "string") return null;
  return (await applications.find(env, org, application))?.id ?? null;
}
