/** The one alarm of a Durable Object: set to the earliest moment that anybody asked for. Setting it costs a row written. */
export class Alarm {
  #storage: DurableObjectStorage;
  #at: number | null = null;

  constructor(ctx: DurableObjectState) {
    this.#storage = ctx.storage;
    ctx.blockConcurrencyWhile(async () => {
      this.#at = await ctx.storage.getAlarm();
    });
  }

  /** At this moment (ms) or before. */
  wakeAt(at: number): void {
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    this.#storage.setAlarm(at);
  }

  /** It has gone off; whoever still needs it asks again. */
  rang(): void {
    this.#at = null;
  }
}
