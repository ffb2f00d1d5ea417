import type { EndpointIn, EndpointPatch } from "../../contract/endpoint.ts";
import { configuredType } from "../../core/request/content-type.ts";
import { changeHeaders } from "../../core/request/headers.ts";
import { newId } from "../../store/ids.ts";
import * as plans from "../../store/plans.ts";
import type { Application, Endpoint, Plan } from "../../store/schema.ts";
import { seal, unseal } from "../../store/vault.ts";
import type { ApiContext } from "../http/router.ts";
import { checkChange, checkContentType, checkHeaders, checkThrottleRate, secretFrom } from "./checks.ts";
import { changesOf } from "./fields.ts";

export const planOf = async (env: Env, { org, plan }: Application): Promise<Plan | null> =>
  plan === null ? null : ((await plans.find(env, org, plan)) ?? null);

/** An endpoint as it would be created, checked. */
export async function draftEndpoint(
  c: ApiContext,
  app: Application,
  plan: Plan | null,
  input: EndpointIn,
): Promise<Endpoint> {
  const changed = await checkChange(c, app, null, input);
  const headers = input.headers ?? {};
  checkHeaders(headers, headers, changed.extensions);
  const secret = await secretFrom(input.secret, "secret");
  checkThrottleRate(plan, input, null);
  const now = Date.now();
  const nothing = { uid: null, version: null, channels: null, eventTypes: null, throttleRate: null };
  const given = Object.fromEntries(
    Object.entries(changesOf(input)).filter(([, value]) => value !== undefined),
  ) as Partial<Endpoint>;
  return {
    ...nothing,
    description: input.description,
    disabled: input.disabled,
    metadata: input.metadata,
    ...given,
    id: newId("endpoint"),
    org: app.org,
    app: app.id,
    secrets: await seal(c.env, [{ key: secret, expiresAt: null }]),
    headers: await seal(c.env, headers),
    ...changed,
    confirmedEmail: null,
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** A saved endpoint as a change would make it, checked; nothing is saved. */
export async function draftChange(
  c: ApiContext,
  app: Application,
  before: Endpoint,
  input: EndpointPatch,
): Promise<Endpoint> {
  const given = Object.entries(await checkedChanges(c, app, before, input));
  return { ...before, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

/** What a change makes of the fields that it gives. */
export async function checkedChanges(
  c: ApiContext,
  app: Application,
  before: Endpoint,
  input: EndpointPatch,
): Promise<Partial<Endpoint>> {
  checkThrottleRate(await planOf(c.env, app), input, before);
  const changed = await checkChange(c, app, before, input);
  return { ...changesOf(input), ...(await changedHeaders(c, before, input, changed)), ...changed };
}

async function changedHeaders(
  c: ApiContext,
  before: Endpoint,
  { headers }: EndpointPatch,
  { extensions }: Pick<Endpoint, "extensions">,
): Promise<Partial<Endpoint>> {
  const sameType = configuredType(extensions) === configuredType(before.extensions);
  if (headers == null && sameType) return {};
  const saved = await unseal<Record<string, string>>(c.env, before.headers);
  const all = changeHeaders(saved, headers ?? {});
  checkContentType(all, extensions);
  if (headers == null) return {};
  checkHeaders(changeHeaders({}, headers), all, extensions);
  return { headers: await seal(c.env, all) };
}
