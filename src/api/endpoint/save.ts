import type { EndpointIn, EndpointUpdate } from "../../contract/endpoint.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { endpoints as limit } from "../../core/limits.ts";
import type { EndpointEvent } from "../../core/operational.ts";
import { problem } from "../../core/problems/problem.ts";
import { makeChange, noteChange, tellOfChange } from "../../pipeline/notify/changes.ts";
import { about } from "../../pipeline/notify/operational.ts";
import { emailOf } from "../../pipeline/request/target.ts";
import { closeOutbox, tellOutbox } from "../../pipeline/tell-outbox.ts";
import * as applications from "../../store/applications.ts";
import { isTaken } from "../../store/db.ts";
import * as endpoints from "../../store/endpoints.ts";
import type { Application, Endpoint, Plan } from "../../store/schema.ts";
import type { ApiContext } from "../http/router.ts";
import { throttled } from "../http/shapes.ts";
import { createOrFind, newUid } from "../http/upsert.ts";
import { askForConsent } from "./consent.ts";
import { checkedChanges, draftEndpoint, planOf } from "./draft.ts";
import { findEndpoint } from "./path.ts";

const taken = (error: unknown): never => {
  throw isTaken(error) ? new PosthornError("endpoint_uid_taken") : error;
};

export async function createEndpoint(c: ApiContext, app: Application, input: EndpointIn) {
  const plan = await planOf(c.env, app);
  const draft = await draftEndpoint(c, app, plan, input);
  const max = plan?.maxEndpoints ?? limit.most;
  const change = await noteEndpoint(c.env, "endpoint.created", app, draft, draft.revision);
  const created = await makeChange(c.env, change, () => endpoints.insert(c.env, draft, max)).catch(taken);
  if (!created) throw await whyNotCreated(c.env, app, plan, max);
  await askForConsent(c, app, created);
  await tellOfChange(c.env, change);
  return created;
}

/** @param revision that it will have then, 0 for one that is made or goes */
const noteEndpoint = (
  env: Env,
  event: EndpointEvent,
  app: Application,
  endpoint: Endpoint,
  revision: number,
) => noteChange(env, app, revision, { kind: "endpoint", event, subject: about(app, endpoint) });

async function whyNotCreated(env: Env, { org, id }: Application, plan: Plan | null, max: number) {
  if (!(await applications.find(env, org, id))) return new PosthornError("no_such_application");
  return plan?.maxEndpoints == null
    ? new PosthornError("endpoints_too_many", { max })
    : new PosthornError("endpoints_above_plan", { plan: plan.name, max });
}

/** Creates an endpoint under the name of the path, or replaces the one that has it. */
export async function replaceEndpoint(
  c: ApiContext,
  app: Application,
  name: string,
  given: EndpointUpdate,
): Promise<{ made: Endpoint } | { found: Endpoint }> {
  // They have routes of their own.
  const input = { ...given, secret: undefined, headers: undefined };
  const result = await createOrFind(
    () => createEndpoint(c, app, { ...input, uid: newUid("endpoint", name, input.uid) }),
    () => endpoints.find(c.env, app.id, name),
  );
  if ("made" in result) return result;
  const existing = result.found;
  if (input.url === undefined && !existing.url.startsWith("mailto:"))
    throw invalid(["body", "url"], problem("required"));
  // What a replacement doesn't name is none, and is checked as that.
  const whole = {
    ...input,
    throttleRate: throttled(input) ?? null,
    channels: input.channels ?? null,
    ...(input.eventTypes === undefined && input.filterTypes === undefined ? { eventTypes: null } : {}),
  };
  const change = (before: Endpoint) => checkedChanges(c, app, before, whole);
  return { found: await changeEndpoint(c, app, existing, change) };
}

const mostTries = 20;

/**
 * Saves what `change` makes of an endpoint, anew when it was changed at the same time; what waits in the Outbox goes by
 * it from then on.
 */
export async function changeEndpoint(
  c: ApiContext,
  app: Application,
  found: Endpoint,
  change: (before: Endpoint) => Promise<Partial<Endpoint>>,
  tries = 1,
): Promise<Endpoint> {
  const before = tries === 1 ? found : await findEndpoint(c.env, app, found.id);
  const changes = await change(before);
  const changed = { ...before, uid: changes.uid === undefined ? before.uid : changes.uid };
  const noted = await noteEndpoint(c.env, "endpoint.updated", app, changed, before.revision + 1);
  const make = () => endpoints.change(c.env, before, changes);
  const after = await makeChange(c.env, noted, make).catch(taken);
  if (!after && tries < mostTries) return changeEndpoint(c, app, found, change, tries + 1);
  if (!after) throw new PosthornError("changed_meanwhile");
  // Also when nothing has changed: what an earlier try failed to tell is told by the next.
  await tellOutbox(c.env, after.id);
  if (emailOf(after) !== emailOf(before)) await askForConsent(c, app, after);
  await tellOfChange(c.env, noted);
  return after;
}

export async function removeEndpoint(c: ApiContext, app: Application, endpoint: Endpoint): Promise<void> {
  const change = await noteEndpoint(c.env, "endpoint.deleted", app, endpoint, 0);
  await closeOutbox(c.env, app.id, endpoint.id);
  await tellOfChange(c.env, change);
}
