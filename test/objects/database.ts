import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { migrate } from "../../src/objects/shared/migrations.ts";

/** Runs a test on the storage of an object of its own, with the tables that these steps make and nothing else. */
export const withTables = (steps: readonly string[], test: (state: DurableObjectState) => unknown) =>
  runInDurableObject(env.ORGANISATION.getByName(crypto.randomUUID()), async (_, state) => {
    await state.storage.deleteAll();
    if (steps.length > 0) migrate(state.storage, steps);
    await test(state);
  });
