import * as endpoints from "../../store/endpoints.ts";
import * as plans from "../../store/plans.ts";
import type { Application } from "../../store/schema.ts";

/** What a move to a smaller plan means, in words; nothing when all that there is fits into it. */
export async function planNotice(
  env: Env,
  before: Application,
  { id, org, plan }: Application,
): Promise<{ notice?: string }> {
  if (plan === null || plan === before.plan) return {};
  const most = (await plans.find(env, org, plan))?.maxEndpoints ?? null;
  const used = most === null ? 0 : await endpoints.count(env, id);
  if (most === null || used <= most) return {};
  return {
    notice: `The plan ${plan} includes ${most} endpoint${most === 1 ? "" : "s"}, there are ${used}. They all go on working; a new one can be made only when there are fewer than ${most}.`,
  };
}
