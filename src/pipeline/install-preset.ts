import { dequal } from "dequal/lite";
import { type Extensions, extensionsOf } from "../core/extensions/endpoint.ts";
import { type EventTypeExtensions, eventTypeExtensionsOf } from "../core/extensions/event-type.ts";
import type { Preset, PresetEventType } from "../presets/preset.ts";
import * as eventTypes from "../store/event-types.ts";
import * as plans from "../store/plans.ts";
import type { EventType } from "../store/schema.ts";
import * as settings from "../store/settings.ts";
import { checkCatalogue } from "./catalogue-limit.ts";

/** What an installation has done, by name. */
export interface Installation {
  eventTypes: { created: string[]; updated: string[]; unchanged: string[] };
  plans: { created: string[]; kept: string[] };
  /** Fields of `endpointDefaults`: newly set, put in the place of another value, and as they were. */
  endpointDefaults: { set: string[]; replaced: string[]; unchanged: string[] };
}

/**
 * Installs a preset, again and again without harm: event types get back what the preset says of them, all else that an
 * operator has set (archived, schemas, a plan's limits) stays.
 */
export async function installPreset(env: Env, org: string, preset: Preset): Promise<Installation> {
  return {
    eventTypes: await installEventTypes(env, org, preset.eventTypes),
    plans: await installPlans(env, org, preset),
    endpointDefaults: await installDefaults(env, org, extensionsOf(preset.endpointDefaults)),
  };
}

async function installEventTypes(env: Env, org: string, types: readonly PresetEventType[]) {
  const names = types.map(({ name }) => name);
  const before = new Map((await eventTypes.findMany(env, org, names)).map((type) => [type.name, type]));
  const created = types.filter(({ name }) => !before.has(name)).map((type) => fresh(org, type));
  const restored = types.flatMap((type) => {
    const existing = before.get(type.name);
    return existing === undefined ? [] : [{ existing, after: restore(existing, type) }];
  });
  const updated = restored
    .filter(({ existing, after }) => !dequal({ ...after, updatedAt: existing.updatedAt }, existing))
    .map(({ after }) => after);
  const changed = [...created, ...updated];
  await checkCatalogue(env, org, changed);
  await eventTypes.save(env, org, changed, [
    "description",
    "groupName",
    "featureFlags",
    "extensions",
    "updatedAt",
  ]);
  const namesOf = (some: readonly EventType[]) => some.map(({ name }) => name);
  return {
    created: namesOf(created),
    updated: namesOf(updated),
    unchanged: names.filter((name) => !changed.some((type) => type.name === name)),
  };
}

const extensionsFor = ({
  name,
  groupName,
  featureFlags,
  ...extensions
}: PresetEventType): EventTypeExtensions => eventTypeExtensionsOf({ status: "active", ...extensions });

const restore = (existing: EventType, type: PresetEventType): EventType => ({
  ...existing,
  description: type.descriptions.en,
  groupName: type.groupName,
  featureFlags: type.featureFlags ?? existing.featureFlags,
  extensions: { ...existing.extensions, ...extensionsFor(type) },
  updatedAt: Date.now(),
});

const fresh = (org: string, type: PresetEventType): EventType => {
  const now = Date.now();
  return {
    org,
    name: type.name,
    description: type.descriptions.en,
    archived: false,
    deprecated: false,
    schemas: null,
    featureFlags: type.featureFlags ?? null,
    groupName: type.groupName,
    extensions: extensionsFor(type),
    createdAt: now,
    updatedAt: now,
  };
};

async function installPlans(env: Env, org: string, preset: Preset) {
  const now = Date.now();
  const created = await plans.insertMissing(
    env,
    preset.plans.map(({ name, maxEndpoints, featureFlags = null }) => ({
      org,
      name,
      maxEndpoints,
      featureFlags,
      retentionDays: null,
      maxThrottleRate: null,
      createdAt: now,
      updatedAt: now,
    })),
  );
  return { created, kept: preset.plans.map(({ name }) => name).filter((name) => !created.includes(name)) };
}

async function installDefaults(env: Env, org: string, defaults: Extensions) {
  const { endpointDefaults: before } = await settings.find(env, org);
  const names = Object.keys(defaults) as (keyof Extensions)[];
  const unchanged = names.filter((name) => dequal(before[name], defaults[name]));
  const changed = names.filter((name) => !unchanged.includes(name));
  if (changed.length > 0) await settings.setDefaults(env, org, defaults);
  return {
    set: changed.filter((name) => before[name] === undefined),
    replaced: changed.filter((name) => before[name] !== undefined),
    unchanged,
  };
}
