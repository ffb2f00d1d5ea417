import QuickLRU from "quick-lru";
import { PosthornError } from "../../core/errors.ts";
import * as applications from "../../store/applications.ts";
import * as eventTypes from "../../store/event-types.ts";
import * as plans from "../../store/plans.ts";
import type { Application } from "../../store/schema.ts";

/** An application with what accepting its messages takes. */
export interface ResolvedApplication {
  app: Application;
  /** How long its plan keeps payloads (ms), null for the default. */
  retentionMs: number | null;
  /** Event types of the organisation that can't be sent yet. */
  planned: ReadonlySet<string>;
}

const resolved = new QuickLRU<string, ResolvedApplication>({ maxSize: 1_000, maxAge: 10_000 });
const keyOf = (org: string, name: string) => `${org} ${name}`;
const day = 24 * 3_600_000;

/**
 * The application by id or uid, for some seconds from memory: the Journal knows better, and says so, when the name is
 * no longer its own.
 *
 * @throws not_found
 */
export async function resolveApplication(
  env: Env,
  org: string,
  name: string,
  fresh: boolean,
): Promise<ResolvedApplication> {
  const known = resolved.get(keyOf(org, name));
  if (!fresh && known) return known;
  const [app, planned] = await Promise.all([applications.find(env, org, name), eventTypes.planned(env, org)]);
  if (!app) throw new PosthornError("no_such_application");
  const plan = app.plan === null ? undefined : await plans.find(env, org, app.plan);
  const retentionMs = plan?.retentionDays == null ? null : plan.retentionDays * day;
  const found = { app, retentionMs, planned: new Set(planned) };
  resolved.set(keyOf(org, name), found);
  return found;
}

export const forgetApplication = (org: string, name: string) => resolved.delete(keyOf(org, name));
