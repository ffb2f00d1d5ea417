const lookAgainAfter = 250;

/**
 * Requests that are on the wire from this isolate, by application: one whose receivers are all slow leaves room for the
 * others.
 */
export class UnderWay {
  #counts = new Map<string, number>();

  /** Runs the task when there is room beside the application's others; false when there is none until `deadline` (ms). */
  async run(app: string, most: number, deadline: number, task: () => Promise<void>): Promise<boolean> {
    while (this.#count(app) >= most) {
      if (Date.now() >= deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, lookAgainAfter));
    }
    this.#counts.set(app, this.#count(app) + 1);
    try {
      await task();
    } finally {
      const left = this.#count(app) - 1;
      if (left === 0) this.#counts.delete(app);
      else this.#counts.set(app, left);
    }
    return true;
  }

  #count(app: string): number {
    return this.#counts.get(app) ?? 0;
  }
}
