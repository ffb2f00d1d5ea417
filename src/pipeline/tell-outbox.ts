import { enqueueHandOut } from "./deliver/hand-out.ts";
import { readSettings } from "./endpoint-settings.ts";

/**
 * An endpoint was changed: what waits goes by its new settings from now on. They are read after the change, so that of
 * several changes at the same time the last one brings what came of all of them.
 */
export async function tellOutbox(env: Env, endpoint: string): Promise<void> {
  const settings = await readSettings(env, endpoint);
  if (settings !== null) await enqueueHandOut(env, await env.OUTBOX.getByName(endpoint).configure(settings));
}
