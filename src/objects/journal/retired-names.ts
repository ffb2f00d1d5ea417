import type { KeyValue } from "../shared/key-value.ts";

/** Longer (ms) than anybody goes by what was read of an application before it was renamed. */
const rememberedMs = 600_000;

/** Names that an application has given up not long ago: who still calls it so is told. */
export class RetiredNames {
  #values: KeyValue;
  /** By when they were given up (ms). */
  #names: Map<string, number>;

  constructor(values: KeyValue) {
    this.#values = values;
    this.#names = new Map(Object.entries(values.get<Record<string, number>>("retired") ?? {}));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** `regained` ones are its own again. When to forget the others (ms), null for never. */
  change(given: string[], regained: string[], now: number): number | null {
    for (const name of given) this.#names.set(name, now);
    for (const name of regained) this.#names.delete(name);
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
