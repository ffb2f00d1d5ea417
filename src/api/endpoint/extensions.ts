import type { Endpoint as EndpointShown } from "../../contract/endpoint.ts";
import { InvalidInput, invalid, type Located } from "../../core/errors.ts";
import { conflicts } from "../../core/extensions/conflicts.ts";
import { type Auth, type Extensions, endpointExtensions } from "../../core/extensions/endpoint.ts";
import { includes, isWildcard } from "../../core/matching/event-types.ts";
import { problem } from "../../core/problems/problem.ts";
import * as eventTypes from "../../store/event-types.ts";
import type { Endpoint, EventType } from "../../store/schema.ts";
import * as settings from "../../store/settings.ts";
import { open, seal } from "../../store/vault.ts";
import type { ApiContext } from "../http/router.ts";

/** What an endpoint has beyond the public SDKs. A field that isn't given stays as it is, null takes it away. */
type Field = keyof typeof endpointExtensions;
const names = Object.keys(endpointExtensions) as Field[];

type Given = Partial<Record<Field, unknown>> & { auth?: Auth | null | undefined };

/** The extensions of an endpoint as the API shows them. */
export const outExtensions = ({
  extensions,
  confirmedEmail,
}: Pick<Endpoint, "extensions" | "confirmedEmail">): Pick<EndpointShown, Field | "auth"> => ({
  ...(Object.fromEntries(names.map((name) => [name, extensions[name] ?? null])) as {
    [N in Field]: NonNullable<Extensions[N]> | null;
  }),
  destination: outDestination(extensions.destination, confirmedEmail),
  auth: extensions.auth ?? null,
});

const outDestination = (destination: Extensions["destination"], confirmedEmail: string | null) =>
  destination?.type === "email"
    ? { ...destination, confirmed: destination.to === confirmedEmail }
    : (destination ?? null);

export interface Changed {
  extensions: Extensions;
  /** Sealed. */
  auth: string | null;
}

/** What a new endpoint has that isn't told otherwise: the organisation's defaults, without what only its form goes by. */
export async function newExtensions(env: Env, org: string): Promise<Changed> {
  const { form, ...extensions } = (await settings.find(env, org)).endpointDefaults;
  return { extensions, auth: null };
}

/**
 * The extensions after a change, checked together with the address.
 *
 * @param before of a new endpoint, `newExtensions`
 * @param types event types that the endpoint gets, for the fields that they always send
 */
export async function changeExtensions(
  env: Env,
  before: Changed,
  url: string,
  given: Given,
  types: readonly EventType[],
): Promise<Changed> {
  const extensions: Record<string, unknown> = { ...before.extensions };
  for (const name of names) {
    if (given[name] === null) delete extensions[name];
    else if (given[name] !== undefined) extensions[name] = given[name];
  }
  if (given.destination) extensions.destination = { ...given.destination, confirmed: undefined };
  const sealed = await changeAuth(env, before.auth, given.auth);
  if (given.auth === null) delete extensions.auth;
  else if (given.auth) extensions.auth = withoutValue(given.auth);
  const changed = extensions as Extensions;
  const problems = [...conflicts(url, changed), ...missingFields(changed, types)];
  if (problems.length > 0)
    throw new InvalidInput(...problems.map((one) => ({ ...one, loc: ["body", ...one.loc] })));
  return { extensions: changed, auth: sealed };
}

/**
 * The event types that an endpoint gets, as far as their fields matter to it: none unless it picks fields.
 *
 * @param subscribed null for all that the caller sees
 */
export async function typesOf(
  c: ApiContext,
  { payload }: Extensions,
  subscribed: string[] | null,
): Promise<EventType[]> {
  if (payload?.mode !== "fields") return [];
  const { org, featureFlags } = c.var.caller;
  if (subscribed !== null && !subscribed.some(isWildcard)) return eventTypes.findMany(c.env, org, subscribed);
  const all = await eventTypes.all(c.env, org, { includeArchived: false, featureFlags });
  return all.filter(
    ({ name, extensions }) =>
      extensions.status !== "planned" && (subscribed === null || includes(subscribed, name)),
  );
}

function missingFields({ payload }: Extensions, types: readonly EventType[]): Located[] {
  if (payload?.mode !== "fields") return [];
  const fromPayload = payload.fields.filter(({ valueMode }) => valueMode !== "fixed");
  const sent = new Set(fromPayload.map(({ source }) => source));
  return types.flatMap(({ name, extensions }) =>
    (extensions.fields ?? [])
      .filter(({ alwaysSent, path }) => alwaysSent && !sent.has(path))
      .map(({ path }) => ({
        loc: ["payload", "fields"],
        ...problem("field_always_sent", { path, eventType: name }),
      })),
  );
}

function withoutValue(given: Auth): Extensions["auth"] {
  if (given.type === "header") return { type: given.type, key: given.key };
  return given.type === "basic" ? { type: given.type, username: given.username } : { type: given.type };
}

/** A value that is left out is the saved one, so that what was read can be written back. */
async function changeAuth(
  env: Env,
  before: string | null,
  given: Auth | null | undefined,
): Promise<string | null> {
  if (given === undefined) return before;
  if (given === null) return null;
  const saved = before === null ? null : ((await open<Auth>(env, before))?.value ?? null);
  const kept = saved?.type === given.type ? saved : null;
  const complete = { ...kept, ...given } as Auth;
  const [field, value] =
    complete.type === "header"
      ? ["value", complete.value]
      : complete.type === "basic"
        ? ["password", complete.password]
        : ["token", complete.token];
  if (value === undefined) throw invalid(["body", "auth", field], problem("required"));
  return seal(env, complete);
}
