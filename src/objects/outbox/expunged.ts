import type { KeyValue } from "../shared/key-value.ts";

/** Longer (ms) than an outcome of what is under way takes to come. */
const rememberedMs = 24 * 3_600_000;

/** Messages whose contents were deleted while they were under way: nothing is kept of the answers that come yet. */
export class Expunged {
  #values: KeyValue;
  /** By when they were deleted (ms). */
  #messages: Map<string, number>;

  constructor(values: KeyValue) {
    this.#values = values;
    this.#messages = new Map(Object.entries(values.get<Record<string, number>>("expunged") ?? {}));
  }

  hasAny(messages: readonly string[]): boolean {
    return messages.some((message) => this.#messages.has(message));
  }

  add(messages: readonly string[], now: number): void {
    for (const message of messages) this.#messages.set(message, now);
    if (messages.length > 0) this.#keep();
  }

  /** Forgets those for which no outcome can come any more. */
  forget(now: number): void {
    const old = [...this.#messages].filter(([, at]) => at + rememberedMs <= now);
    for (const [message] of old) this.#messages.delete(message);
    if (old.length > 0) this.#keep();
  }

  #keep() {
    this.#values.set("expunged", Object.fromEntries(this.#messages));
  }
}
