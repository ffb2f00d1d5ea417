import * as endpoints from "../store/endpoints.ts";
import { log } from "../store/log.ts";
import { enqueueHandOut } from "./deliver/hand-out.ts";
import { readSettings, settingsOf } from "./endpoint-settings.ts";

/**
 * An endpoint was changed: what waits goes by its new settings from now on. They are read after the change, so that of
 * several changes at the same time the last one brings what came of all of them.
 */
export async function tellOutbox(env: Env, endpoint: string): Promise<void> {
  const settings = await readSettings(env, endpoint);
  if (settings !== null) await enqueueHandOut(env, await env.OUTBOX.getByName(endpoint).configure(settings));
}

/** In one go; each takes up to two calls. */
const mostOutboxes = 100;

/**
 * An application was changed: the same for its endpoints, for the first beyond `after` in one go. Answers the last of
 * these, null when there are no more. Throws when one of them could not be told.
 */
export async function tellOutboxes(env: Env, app: string, after: string | null): Promise<string | null> {
  const next = await endpoints.nextOf(env, app, after, mostOutboxes);
  const told = await Promise.allSettled(
    next.map(async (endpoint) =>
      enqueueHandOut(env, await env.OUTBOX.getByName(endpoint.id).configure(settingsOf(endpoint))),
    ),
  );
  const failed = told.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return next.length < mostOutboxes ? null : next.at(-1)!.id;
}

/** An endpoint is deleted. Before, it is written down which messages went there: its log is kept for longer. */
export async function closeOutbox(env: Env, app: string, endpoint: string): Promise<void> {
  try {
    await env.JOURNAL.getByName(app).saveResults();
  } catch (error) {
    log("results_not_saved", { app, error: String(error) });
  }
  await env.OUTBOX.getByName(endpoint).close(endpoint);
}
