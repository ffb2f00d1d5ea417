import type { KeyValue } from "../shared/key-value.ts";

/** Longer (ms) than anybody goes by what was read of an application before it was renamed. */
const rememberedMs = 600_000;

export interface Rename {
  /** Null for none. */
  before: string | null;
  after: string | null;
  /** Of the application, since it has this name. */
  revision: number;
}

/** Names that an application has given up not long ago: who still calls it so is told. */
export class RetiredNames {
  #values: KeyValue;
  /** By when they were given up (ms). */
  #names: Map<string, number>;
  /** What it is called, null for nothing, since this revision: the latest that was told of. */
  #own: { name: string | null; revision: number };

  constructor(values: KeyValue) {
    this.#values = values;
    this.#names = new Map(Object.entries(values.get<Record<string, number>>("retired") ?? {}));
    this.#own = values.get("own_name") ?? { name: null, revision: 0 };
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** One name was given up for another; in whatever order that is told. When to forget some (ms), null for never. */
  change({ before, after, revision }: Rename, now: number): number | null {
    if (before !== null) this.#names.set(before, now);
    if (revision > this.#own.revision) {
      this.#own = { name: after, revision };
      this.#values.set("own_name", this.#own);
    }
    if (this.#own.name !== null) this.#names.delete(this.#own.name);
    return this.#keep();
  }

  /** Forgets those that nobody uses any more; when the next one is to be forgotten (ms), null when there is none. */
  forget(now: number): number | null {
    const old = [...this.#names].filter(([, at]) => at + rememberedMs <= now);
    for (const [name] of old) this.#names.delete(name);
    return old.length > 0 ? this.#keep() : this.#next();
  }

  #keep(): number | null {
    this.#values.set("retired", Object.fromEntries(this.#names));
    return this.#next();
  }

  #next(): number | null {
    return this.#names.size === 0 ? null : Math.min(...this.#names.values()) + rememberedMs;
  }
}
