import type { Happening } from "../../objects/organisation/feed.ts";
import type { EndpointSettings } from "../../objects/outbox/dispatch.ts";
import type { Settlement } from "../../objects/outbox/settle.ts";
import * as endpoints from "../../store/endpoints.ts";
import { log } from "../../store/log.ts";
import { enqueueHandOut } from "../deliver/hand-out.ts";
import { show } from "../notify/feed.ts";
import { notifyOfAttempts, notifyOfDisabled } from "../notify/operational.ts";

/** A report waits this long (ms) for company. */
const collectMs = 10;

interface Account {
  settings: EndpointSettings;
  collected: Settlement[];
  reporting: Promise<void> | null;
}

/** Reports outcomes to the Outboxes with group commit: while one report is under way, the next ones collect. */
export class OutcomeReporter {
  #env: Env;
  #accounts = new Map<string, Account>();

  constructor(env: Env) {
    this.#env = env;
  }

  add(settings: EndpointSettings, settlement: Settlement): void {
    const account = this.#accounts.get(settings.endpoint) ?? { settings, collected: [], reporting: null };
    this.#accounts.set(settings.endpoint, account);
    account.collected.push(settlement);
    account.reporting ??= this.#drain(account).finally(() => {
      account.reporting = null;
    });
  }

  /** When all that was added so far is stored, or was given up to the leases. */
  async done(): Promise<void> {
    await Promise.all([...this.#accounts.values()].map(({ reporting }) => reporting));
  }

  async #drain(account: Account): Promise<void> {
    while (account.collected.length > 0) {
      // Outcomes that come close together are reported together.
      await new Promise((resolve) => setTimeout(resolve, collectMs));
      const settlements = account.collected;
      account.collected = [];
      try {
        await this.#report(account.settings, settlements);
      } catch (error) {
        log("settle_failed", { endpoint: account.settings.endpoint, error: String(error) });
      }
    }
  }

  async #report(settings: EndpointSettings, settlements: Settlement[]) {
    const outbox = this.#env.OUTBOX.getByName(settings.endpoint);
    const { handOut, delinquent, failingSince, notices } = await outbox.settle(settings, settlements);
    await enqueueHandOut(this.#env, handOut);
    await show(this.#env, settings.org, () => settlements.flatMap((one) => happened(settings, one)));
    if (notices.length > 0) await notifyOfAttempts(this.#env, settings, notices);
    if (!delinquent) return;
    await endpoints.update(this.#env, settings.endpoint, { disabled: true, updatedAt: Date.now() });
    await outbox.configure({ ...settings, disabled: true });
    log("endpoint_disabled", { org: settings.org, app: settings.app, endpoint: settings.endpoint });
    await notifyOfDisabled(this.#env, settings, failingSince);
  }
}

function happened({ app, endpoint }: EndpointSettings, settlement: Settlement): Happening[] {
  if (settlement.kind !== "attempted") return [];
  const { at, message, messages, eventType, status, code } = settlement.attempt;
  const first = messages?.[0] ?? message;
  const count = messages?.length ?? 1;
  return [{ at, kind: "attempt", app, endpoint, message: first, messages: count, eventType, status, code }];
}
