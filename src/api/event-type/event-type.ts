import { z } from "@hono/zod-openapi";
import {
  type EventTypePatch,
  type EventType as EventTypeShown,
  type EventTypeUpdate,
  eventTypeIn,
  eventTypeOut,
  eventTypePatch,
  eventTypesQuery,
  eventTypeUpdate,
  offeredEventTypeOut,
} from "../../contract/event-type.ts";
import { name } from "../../contract/fields.ts";
import { flag } from "../../contract/filters.ts";
import { pageOf } from "../../contract/page.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { type EventTypeExtensions, eventTypeExtensions } from "../../core/extensions/event-type.ts";
import { problem } from "../../core/problems/problem.ts";
import { checkCatalogue } from "../../pipeline/catalogue-limit.ts";
import { isTaken } from "../../store/db.ts";
import * as eventTypes from "../../store/event-types.ts";
import * as plans from "../../store/plans.ts";
import type { EventType } from "../../store/schema.ts";
import { type Caller, route, router } from "../http/router.ts";
import { iso, mapPage, toPage } from "../http/shapes.ts";

type ExtensionName = keyof typeof eventTypeExtensions;
const extensionNames = Object.keys(eventTypeExtensions) as ExtensionName[];

export const outEventType = ({
  org,
  createdAt,
  updatedAt,
  extensions,
  ...eventType
}: EventType): EventTypeShown => ({
  ...eventType,
  featureFlag: eventType.featureFlags?.[0] ?? null,
  ...(Object.fromEntries(extensionNames.map((name) => [name, extensions[name] ?? null])) as {
    [N in ExtensionName]: NonNullable<EventTypeExtensions[N]> | null;
  }),
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

const listed = (eventType: EventType, withContent: boolean) =>
  outEventType(withContent ? eventType : { ...eventType, schemas: null });

const params = z.object({ event_type_name: z.string() });
const notFound = () => new PosthornError("no_such_event_type");

const changesOf = (input: EventTypePatch): Partial<EventType> => {
  const { description, archived, deprecated, schemas, groupName, featureFlag } = input;
  const flags = featureFlag === undefined ? undefined : featureFlag === null ? null : [featureFlag];
  const featureFlags = input.featureFlags === undefined ? flags : input.featureFlags;
  return { description, archived, deprecated, schemas, groupName, featureFlags };
};

/** A field that isn't given stays as it is, null takes it away. */
export function extend(before: EventTypeExtensions, input: EventTypePatch): EventTypeExtensions {
  const extensions: Record<string, unknown> = { ...before };
  for (const name of extensionNames) {
    if (input[name] === null) delete extensions[name];
    else if (input[name] !== undefined) extensions[name] = input[name];
  }
  return extensions;
}

export const fresh = (org: string, name: string, input: EventTypeUpdate): EventType => {
  const now = Date.now();
  const { schemas = null, groupName = null, featureFlags = null } = changesOf(input);
  const { description, archived, deprecated } = input;
  return {
    org,
    name,
    description,
    archived,
    deprecated,
    schemas,
    groupName,
    featureFlags,
    extensions: extend({}, input),
    createdAt: now,
    updatedAt: now,
  };
};

const mostPlans = 250;

/** Feature flags that the caller has or that some plan of the organisation includes; null for all. */
async function offeredFlags(env: Env, { org, featureFlags }: Caller): Promise<string[] | null> {
  if (featureFlags === null) return null;
  const { data } = await plans.list(env, org, { limit: mostPlans, iterator: null, order: "ascending" });
  return [...featureFlags, ...data.flatMap((plan) => plan.featureFlags ?? [])];
}

const isAvailable = (type: EventType, flags: string[] | null): boolean => {
  const needed = type.featureFlags ?? [];
  return flags === null || needed.length === 0 || needed.some((flag) => flags.includes(flag));
};

const tag = "Event type";

export const eventType = router()
  .openapi(
    route({
      method: "get",
      path: "/event-type",
      tag,
      summary: "List event types",
      description:
        "An application token sees the types without a feature flag and those with one of its own; with include_unavailable also those that another plan includes, with `available` false.",
      query: eventTypesQuery,
      answers: { 200: pageOf(offeredEventTypeOut) },
    }),
    async (c) => {
      const { org, featureFlags } = c.var.caller;
      const query = c.req.valid("query");
      const visible = query.include_unavailable ? await offeredFlags(c.env, c.var.caller) : featureFlags;
      const filter = { includeArchived: query.include_archived, featureFlags: visible };
      const page = await eventTypes.list(c.env, org, filter, toPage(query, query.order));
      return c.json(
        mapPage(page, (eventType) => ({
          ...listed(eventType, query.with_content),
          ...(query.include_unavailable ? { available: isAvailable(eventType, featureFlags) } : {}),
        })),
        200,
      );
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/event-type",
      tag,
      summary: "Create an event type",
      description: "An archived type of this name comes back with what is given.",
      body: eventTypeIn,
      answers: { 201: eventTypeOut },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const input = c.req.valid("json");
      const created = fresh(org, input.name, input);
      await checkCatalogue(c.env, org, [created]);
      try {
        return c.json(outEventType(await eventTypes.insert(c.env, created)), 201);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
      const existing = await eventTypes.find(c.env, org, input.name);
      if (!existing?.archived) throw new PosthornError("event_type_taken");
      const { createdAt, ...changes } = created;
      return c.json(outEventType(await eventTypes.update(c.env, org, input.name, changes)), 201);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/event-type/{event_type_name}",
      tag,
      summary: "Get an event type",
      params,
      query: z.object({ include_unavailable: flag(false) }),
      answers: { 200: offeredEventTypeOut },
    }),
    async (c) => {
      const { org, featureFlags } = c.var.caller;
      const { include_unavailable } = c.req.valid("query");
      const visible = include_unavailable ? await offeredFlags(c.env, c.var.caller) : featureFlags;
      const found = await eventTypes.find(c.env, org, c.req.valid("param").event_type_name, visible);
      if (!found) throw notFound();
      const available = isAvailable(found, featureFlags);
      return c.json(include_unavailable ? { ...outEventType(found), available } : outEventType(found), 200);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/event-type/{event_type_name}",
      tag,
      summary: "Create or replace an event type",
      params,
      body: eventTypeUpdate,
      answers: { 200: eventTypeOut, 201: eventTypeOut },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const { event_type_name } = c.req.valid("param");
      const input = c.req.valid("json");
      if (!name.safeParse(event_type_name).success)
        throw invalid(["path", "event_type_name"], problem("name_invalid"));
      const replacement = fresh(org, event_type_name, input);
      const before = await eventTypes.find(c.env, org, event_type_name);
      const after = { ...replacement, extensions: extend(before?.extensions ?? {}, input) };
      await checkCatalogue(c.env, org, [after]);
      const { createdAt, ...changes } = after;
      const update = () => eventTypes.update(c.env, org, event_type_name, changes);
      const updated = await update();
      if (updated) return c.json(outEventType(updated), 200);
      try {
        return c.json(outEventType(await eventTypes.insert(c.env, replacement)), 201);
      } catch (error) {
        if (!isTaken(error)) throw error;
        return c.json(outEventType(await update()), 200);
      }
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/event-type/{event_type_name}",
      tag,
      summary: "Change an event type",
      params,
      body: eventTypePatch,
      answers: { 200: eventTypeOut },
      orgOnly: true,
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { org } = c.var.caller;
      const { event_type_name } = c.req.valid("param");
      const before = await eventTypes.find(c.env, org, event_type_name);
      if (!before) throw notFound();
      const extensions = extend(before.extensions, input);
      const changes = { ...changesOf(input), extensions, updatedAt: Date.now() };
      const schemas = input.schemas === undefined ? before.schemas : input.schemas;
      await checkCatalogue(c.env, org, [{ ...before, schemas, extensions }]);
      const updated = await eventTypes.update(c.env, org, event_type_name, changes);
      if (!updated) throw notFound();
      return c.json(outEventType(updated), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/event-type/{event_type_name}",
      tag,
      summary: "Archive an event type",
      description: "With expunge=true it is removed for good.",
      params,
      query: z.object({ expunge: flag(false) }),
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const { event_type_name } = c.req.valid("param");
      const changes = { archived: true, updatedAt: Date.now() };
      const found = await eventTypes.update(c.env, org, event_type_name, changes);
      if (!found) throw notFound();
      if (c.req.valid("query").expunge) await eventTypes.remove(c.env, org, event_type_name);
      return c.body(null, 204);
    },
  );
