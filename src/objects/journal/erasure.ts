import { mainOrg } from "../../core/operational.ts";
import * as deadLetters from "../../store/dead-letters.ts";
import * as deletions from "../../store/deletions.ts";
import { removeAll } from "../../store/payloads.ts";
import type { KeyValue } from "../shared/key-value.ts";
import { latestJobMs } from "../shared/late.ts";
import { deleteRows } from "../shared/rows.ts";
import type { Owner } from "./owner.ts";

/** Of one step, far below the platform's 1,000 calls (https://developers.cloudflare.com/workers/platform/limits/). */
const [mostRows, mostThousands, mostOutboxes] = [2_000, 5, 450];

/** That an application is deleted, and since when (ms). */
type Tombstone = Owner & { at: number };

/**
 * The end of an application: everything of it goes, in steps that are repeated until nothing is left, and once more when
 * no job of it can come any more. Then the Journal itself goes.
 */
export class Erasure {
  #storage: DurableObjectStorage;
  #values: KeyValue;
  #env: Env;
  #tombstone: Tombstone | null;

  constructor(storage: DurableObjectStorage, values: KeyValue, env: Env) {
    this.#storage = storage;
    this.#values = values;
    this.#env = env;
    this.#tombstone = values.get("tombstone");
  }

  /** From here on, nothing is taken in. */
  get begun(): boolean {
    return this.#tombstone !== null;
  }

  begin(owner: Owner, now: number): void {
    if (this.begun) return;
    this.#tombstone = { ...owner, at: now };
    this.#values.set("tombstone", this.#tombstone);
    this.#values.keepOnly(["tombstone"]);
  }

  /** One step. When the next is due (ms), null after the last. */
  async step(now: number): Promise<number | null> {
    const { org, app, at } = this.#tombstone!;
    await deletions.removeApplication(this.#env, app);
    const areWiped = await wipeOutboxes(this.#env, app);
    const isEmpty = deleteRows(this.#storage.sql, mostRows);
    const hasNoPayloads = await removeAll(this.#env, app, mostThousands);
    if (!areWiped || !isEmpty || !hasNoPayloads) return now;
    await deadLetters.removeOf(this.#env, mainOrg(org), app);
    await this.#env.ORGANISATION.getByName(org).forgetApplication(app);
    if (now < at + latestJobMs) return at + latestJobMs;
    await this.#storage.deleteAll();
    return null;
  }
}

/** True when all Outboxes of the application's endpoints see to their own end. */
async function wipeOutboxes(env: Env, app: string): Promise<boolean> {
  for (let wiped = 0; wiped < mostOutboxes; ) {
    const ids = await deletions.deletedEndpointsOf(env, app);
    if (ids.length === 0) return true;
    await Promise.all(ids.map((id) => env.OUTBOX.getByName(id).wipe(id)));
    await deletions.forgetEndpoints(env, ids);
    wiped += ids.length;
  }
  return false;
}
