import type { KeyValue } from "../shared/key-value.ts";

/** Names that an application has given up, and its own id once it is deleted: who still calls it so is told. */
export class RetiredNames {
  #values: KeyValue;
  #names: Set<string>;

  constructor(values: KeyValue) {
    this.#values = values;
    this.#names = new Set(values.get<string[]>("retired"));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** `regained` ones are its own again. */
  change(given: string[], regained: string[]): void {
    for (const name of given) this.#names.add(name);
    for (const name of regained) this.#names.delete(name);
    this.#values.set("retired", [...this.#names]);
  }
}
