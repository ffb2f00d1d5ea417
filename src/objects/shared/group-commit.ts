/** Sends items together: while one `send` is under way, what comes in collects for the next. */
export class GroupCommit<Item> {
  #send: (items: Item[]) => Promise<void>;
  #waiting: { items: readonly Item[]; sent: PromiseWithResolvers<void> }[] = [];
  #sending = false;

  constructor(send: (items: Item[]) => Promise<void>) {
    this.#send = send;
  }

  /** Rejects when they were not sent, with others of their group. */
  add(items: readonly Item[]): Promise<void> {
    const sent = Promise.withResolvers<void>();
    this.#waiting.push({ items, sent });
    if (!this.#sending) void this.#sendWaiting();
    return sent.promise;
  }

  async #sendWaiting(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#send(group.flatMap(({ items }) => items));
        for (const { sent } of group) sent.resolve();
      } catch (error) {
        for (const { sent } of group) sent.reject(error);
      }
    }
    this.#sending = false;
  }
}
