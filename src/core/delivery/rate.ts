/**
 * A sliding window that holds to the request: within any second at most `rate` requests leave.
 *
 * A delivery that was handed out leaves at an unknown moment, but not after its deadline (the consumer gives a late one
 * back), so its place stays taken until a second after that deadline. Once settled, it is known when it left, and the
 * place is free a second after that moment.
 *
 * It is changed in place: at a thousand requests a second a copy for each would take longer than the requests.
 */
export class Rate {
  /** Handed out and not settled, by lease, in the order in which they end. */
  #handedOut = new Map<string, Places>();
  /** Of requests known to have left in the last second, those of a millisecond together, in order. */
  #left: Places[] = [];
  #taken = 0;

  /**
   * After a restart: assumes the worst of what is not known, that the window was full at `lastLeft` (ms).
   *
   * @param open what is handed out and not settled, with when (ms) it was handed out
   */
  static afterRestart(
    perSecond: number,
    lastLeft: number,
    open: readonly { lease: string; count: number; at: number }[] = [],
  ): Rate {
    const rate = new Rate();
    for (const { lease, count, at } of open.toSorted((a, b) => a.at - b.at)) rate.handOut(lease, count, at);
    rate.#leave(lastLeft, perSecond);
    return rate;
  }

  handOut(lease: string, count: number, now: number): void {
    this.#free(now);
    if (count === 0) return;
    this.#handedOut.set(lease, { count, until: now + leaveWithin + windowMs });
    this.#taken += count;
  }

  /** One delivery of a hand-out is settled; `leftAt` is when its request left, null when it never did. */
  complete(lease: string, leftAt: number | null, now: number): void {
    this.#free(now);
    const entry = this.#handedOut.get(lease);
    if (entry) {
      entry.count--;
      this.#taken--;
      if (entry.count === 0) this.#handedOut.delete(lease);
    }
    if (leftAt !== null && leftAt + windowMs > now) this.#leave(leftAt, 1);
  }

  /**
   * How many may go now, and when none may, at what moment (ms) it is worth asking again: as soon as a tenth of the rate
   * is free, so that a fast endpoint is not woken for every single request.
   */
  allowance(perSecond: number, now: number): { count: number; at: number | null } {
    const over = this.#until((until) => until > now).count;
    const taken = this.#taken - over;
    if (taken < perSecond) return { count: perSecond - taken, at: null };
    const wanted = over + taken - perSecond + Math.max(1, Math.floor(perSecond / 10));
    return { count: 0, at: this.#until((_, count) => count >= wanted).last };
  }

  /** A second after `leftAt` the places are free. Most come in order, so the way from the end is short. */
  #leave(leftAt: number, count: number): void {
    const until = leftAt + windowMs;
    const before = this.#left.findLastIndex((entry) => entry.until <= until);
    const same = this.#left[before];
    if (same?.until === until) same.count += count;
    else this.#left.splice(before + 1, 0, { count, until });
    this.#taken += count;
  }

  /** Drops what has ended. */
  #free(now: number): void {
    while (this.#left.length > 0 && this.#left[0]!.until <= now) this.#taken -= this.#left.shift()!.count;
    for (const [lease, { count, until }] of this.#handedOut) {
      if (until > now) break;
      this.#handedOut.delete(lease);
      this.#taken -= count;
    }
  }

  /** Goes through the places in the order in which they end, up to where `stop` says so: how many those were before. */
  #until(stop: (until: number, count: number) => boolean): { count: number; last: number | null } {
    const left = this.#left[Symbol.iterator]();
    const handedOut = this.#handedOut.values();
    let [one, other] = [left.next().value, handedOut.next().value];
    let count = 0;
    let last: number | null = null;
    while (one !== undefined || other !== undefined) {
      const isLeft = other === undefined || (one !== undefined && one.until <= other.until);
      const entry = (isLeft ? one : other)!;
      if (stop(entry.until, count)) break;
      count += entry.count;
      last = entry.until;
      if (isLeft) one = left.next().value;
      else other = handedOut.next().value;
    }
    return { count, last };
  }
}

interface Places {
  count: number;
  /** ms */
  until: number;
}

const windowMs = 1_000;

/** A delivery of a throttled endpoint must leave within this time (ms) after it was handed out. */
export const leaveWithin = 1_000;
