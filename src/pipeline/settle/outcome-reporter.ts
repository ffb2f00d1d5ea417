import type { Happening } from "../../objects/organisation/feed.ts";
import type { EndpointSettings } from "../../objects/outbox/dispatch.ts";
import type { Settlement } from "../../objects/outbox/settle.ts";
import { log } from "../../store/log.ts";
import { enqueueHandOut } from "../deliver/hand-out.ts";
import { show } from "../notify/feed.ts";
import { seeTo } from "../notify/see-to.ts";

/** A report waits this long (ms) for company. */
const collectMs = 10;

/** Reports outcomes to an endpoint's Outbox with group commit: while one report is under way, the next ones collect. */
export class OutcomeReporter {
  #env: Env;
  #settings: EndpointSettings;
  #collected: Settlement[] = [];
  #reporting: Promise<void> | null = null;

  constructor(env: Env, settings: EndpointSettings) {
    this.#env = env;
    this.#settings = settings;
  }

  add(settlement: Settlement): void {
    this.#collected.push(settlement);
    this.#reporting ??= this.#drain().finally(() => {
      this.#reporting = null;
    });
  }

  /** When all that was added so far is stored, or was given up to the leases. */
  async done(): Promise<void> {
    await this.#reporting;
  }

  async #drain(): Promise<void> {
    while (this.#collected.length > 0) {
      // Outcomes that come close together are reported together.
      await new Promise((resolve) => setTimeout(resolve, collectMs));
      const settlements = this.#collected;
      this.#collected = [];
      try {
        await this.#report(this.#settings, settlements);
      } catch (error) {
        log("settle_failed", { endpoint: this.#settings.endpoint, error: String(error) });
      }
    }
  }

  /** What follows from the report is done step by step: one that fails keeps no other from its turn. */
  async #report(settings: EndpointSettings, settlements: Settlement[]) {
    const outbox = this.#env.OUTBOX.getByName(settings.endpoint);
    const { handOut, notices } = await outbox.settle(settings, settlements);
    await this.#attempt(enqueueHandOut(this.#env, handOut));
    await show(this.#env, settings.org, () => settlements.flatMap((one) => happened(settings, one)));
    for (const notice of notices) await this.#attempt(seeTo(this.#env, notice));
  }

  /** The Outbox makes good what fails: its leases and its notices end up in its alarm. */
  async #attempt(step: Promise<void>): Promise<void> {
    try {
      await step;
    } catch (error) {
      log("settle_followup_failed", { endpoint: this.#settings.endpoint, error: String(error) });
    }
  }
}

function happened({ app, endpoint }: EndpointSettings, settlement: Settlement): Happening[] {
  if (!("attempt" in settlement)) return [];
  const { at, message, messages, eventType, status, code } = settlement.attempt;
  const first = messages?.[0] ?? message;
  const count = messages?.length ?? 1;
  return [{ at, kind: "attempt", app, endpoint, message: first, messages: count, eventType, status, code }];
}
