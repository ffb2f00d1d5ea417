import * as deletions from "../../store/deletions.ts";
import type { KeyValue } from "../shared/key-value.ts";
import { latestJobMs } from "../shared/late.ts";
import { deleteRows } from "../shared/rows.ts";

/** `closed`: the endpoint is deleted, its log stays until it expires; `wiped`: its application is, nothing stays. */
type State = "open" | "closed" | "wiped";

/** Of which endpoint, and since when (ms). */
interface Tombstone {
  endpoint: string;
  at: number;
}

const mostRows = 2_000;

/** The end of an Outbox, in steps that are repeated until nothing of it is left. */
export class Ending {
  #storage: DurableObjectStorage;
  #values: KeyValue;
  #env: Env;
  #state: State;
  #tombstone: Tombstone | null;
  /** The endpoint is out of D1; after a restart nobody knows. */
  #removed = false;

  constructor(storage: DurableObjectStorage, values: KeyValue, env: Env) {
    this.#storage = storage;
    this.#values = values;
    this.#env = env;
    this.#state = values.get("state") ?? "open";
    this.#tombstone = values.get("tombstone");
  }

  get state(): State {
    return this.#state;
  }

  begin(state: "closed" | "wiped", endpoint: string, now: number): void {
    if (this.#state === state || this.#state === "wiped") return;
    this.#state = state;
    this.#tombstone = { endpoint, at: now };
    this.#values.set("state", state);
    this.#values.set("tombstone", this.#tombstone);
    if (state === "wiped") this.#values.keepOnly(["state", "tombstone"]);
  }

  /** One step. When the next is due (ms), null when there is none. */
  async step(hasLog: () => boolean, now: number): Promise<number | null> {
    if (this.#tombstone === null) return null;
    const { endpoint, at } = this.#tombstone;
    if (this.#state === "closed") await this.#remove(endpoint);
    else if (!deleteRows(this.#storage.sql, mostRows)) return now;
    if (now < at + latestJobMs) return at + latestJobMs;
    // It is looked at again whenever some of the log expires.
    if (hasLog()) return null;
    await deletions.forgetEndpoints(this.#env, [endpoint]);
    await this.#storage.deleteAll();
    this.#state = "wiped";
    this.#tombstone = null;
    return null;
  }

  async #remove(endpoint: string): Promise<void> {
    if (this.#removed) return;
    await deletions.removeEndpoint(this.#env, endpoint);
    this.#removed = true;
  }
}
