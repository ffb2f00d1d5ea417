import {
  customType,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

import type { Scope } from "../core/api-key.ts";
import type { Brand } from "../core/extensions/brand.ts";
import type { Extensions } from "../core/extensions/endpoint.ts";
import type { EventTypeExtensions } from "../core/extensions/event-type.ts";
import { parseExact } from "../core/json/exact.ts";

const times = {
  /** Milliseconds since the epoch. */
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
};

/** How often the row was changed; every statement that changes it raises this. */
const revision = () => integer("revision").notNull().default(0);
const metadata = () => text("metadata", { mode: "json" }).$type<Record<string, string>>().notNull();
/** JSON whose numbers keep all their digits. */
const exactJson = <Data>(name: string) =>
  customType<{ data: Data; driverData: string }>({
    dataType: () => "text",
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => parseExact(text) as Data,
  })(name);
const strings = (name: string) => text(name, { mode: "json" }).$type<string[]>();

export const applications = sqliteTable(
  "applications",
  {
    id: text("id").primaryKey(),
    org: text("org").notNull(),
    uid: text("uid"),
    name: text("name").notNull(),
    throttleRate: integer("throttle_rate"),
    metadata: metadata(),
    /** Name of its plan, null for none. */
    plan: text("plan"),
    webhooksEnabled: integer("webhooks_enabled", { mode: "boolean" }).notNull().default(true),
    /** Name of the IANA zone that its times are shown in, null for that of the browser, and UTC in emails. */
    timeZone: text("time_zone"),
    /** `searchKey` of the name; null where an older version wrote the row. */
    searchName: text("search_name"),
    revision: revision(),
    ...times,
  },
  (table) => [
    uniqueIndex("applications_org_uid").on(table.org, table.uid),
    index("applications_org_id").on(table.org, table.id),
  ],
);

export const endpoints = sqliteTable(
  "endpoints",
  {
    id: text("id").primaryKey(),
    org: text("org").notNull(),
    app: text("app").notNull(),
    uid: text("uid"),
    url: text("url").notNull(),
    description: text("description").notNull(),
    disabled: integer("disabled", { mode: "boolean" }).notNull(),
    throttleRate: integer("throttle_rate"),
    version: integer("version"),
    metadata: metadata(),
    eventTypes: strings("event_types"),
    channels: strings("channels"),
    /** Encrypted JSON: `SigningKey[]`. */
    secrets: text("secrets").notNull(),
    /** Encrypted JSON: header name → value. */
    headers: text("headers").notNull(),
    extensions: exactJson<Extensions>("extensions").notNull().default({}),
    /** Encrypted JSON: `Auth` with its values; null for none. */
    auth: text("auth"),
    /** The email address whose owner has confirmed it. */
    confirmedEmail: text("confirmed_email"),
    /** The key, by its `keyId`, that all of this is encrypted with; null where that isn't known, or several are. */
    sealedWith: text("sealed_with"),
    revision: revision(),
    ...times,
  },
  (table) => [
    uniqueIndex("endpoints_app_uid").on(table.app, table.uid),
    index("endpoints_app_id").on(table.app, table.id),
    index("endpoints_sealed_with_id").on(table.sealedWith, table.id),
  ],
);

/** Endpoints that are deleted and whose Outbox is not yet: it keeps their log. */
export const deletedEndpoints = sqliteTable(
  "deleted_endpoints",
  { id: text("id").primaryKey(), app: text("app").notNull() },
  (table) => [index("deleted_endpoints_app_id").on(table.app, table.id)],
);

export const eventTypes = sqliteTable(
  "event_types",
  {
    org: text("org").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull(),
    archived: integer("archived", { mode: "boolean" }).notNull(),
    deprecated: integer("deprecated", { mode: "boolean" }).notNull(),
    /** Version → JSON Schema (draft 7). */
    schemas: text("schemas", { mode: "json" }).$type<Record<string, unknown>>(),
    featureFlags: strings("feature_flags"),
    groupName: text("group_name"),
    extensions: text("extensions", { mode: "json" }).$type<EventTypeExtensions>().notNull().default({}),
    ...times,
  },
  (table) => [primaryKey({ columns: [table.org, table.name] })],
);

export const plans = sqliteTable(
  "plans",
  {
    org: text("org").notNull(),
    name: text("name").notNull(),
    /** Null for no limit. */
    maxEndpoints: integer("max_endpoints"),
    featureFlags: strings("feature_flags"),
    /** Payloads are kept this long unless the message says otherwise. */
    retentionDays: integer("retention_days"),
    /** The highest throttleRate that an endpoint may have. */
    maxThrottleRate: integer("max_throttle_rate"),
    ...times,
  },
  (table) => [primaryKey({ columns: [table.org, table.name] })],
);

/** What an operator sets for all of its applications; no row means nothing is set. */
export const settings = sqliteTable("settings", {
  org: text("org").primaryKey(),
  /** How the portal looks. */
  brand: text("brand", { mode: "json" }).$type<Brand>().notNull().default({}),
  /** The portal's language where nobody chose one, null for that of the browser. */
  language: text("language", { enum: ["en", "de"] }),
  /** Origins whose pages may show the portal in a frame. */
  portalOrigins: text("portal_origins", { mode: "json" }).$type<string[]>().notNull().default([]),
  /** What an endpoint gets that isn't told otherwise when it is created. */
  endpointDefaults: exactJson<Extensions>("endpoint_defaults").notNull().default({}),
  /** Requests carry `svix-id`, `svix-timestamp` and `svix-signature` as well. */
  svixHeaders: integer("svix_headers", { mode: "boolean" }).notNull().default(false),
  /** Somebody follows the live feed until then (ms). */
  watchedUntil: integer("watched_until").notNull().default(0),
  ...times,
});

/** What an organisation's producers and tools log in with; the keys themselves are kept nowhere. */
export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    org: text("org").notNull(),
    name: text("name").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
    /** SHA-256 of the key, as hexadecimal digits. */
    hash: text("hash").notNull(),
    /** Its first characters. */
    start: text("start").notNull(),
    /** ms */
    createdAt: integer("created_at").notNull(),
    /** ms, null for never. */
    expiresAt: integer("expires_at"),
    /** ms, null when it never was. */
    lastUsedAt: integer("last_used_at"),
  },
  (table) => [uniqueIndex("api_keys_hash").on(table.hash), index("api_keys_org_id").on(table.org, table.id)],
);

/** Application tokens that are valid no longer. */
export const revocations = sqliteTable(
  "revocations",
  {
    app: text("app").notNull(),
    /** Stands for the token, or for all that were issued before `issuedBefore`; see `Revocation`. */
    token: text("token").notNull(),
    /** ms */
    issuedBefore: integer("issued_before").notNull(),
    /** When the last such token expires by itself (ms), as far as is known. */
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.app, table.token] })],
);

export type ApiKey = typeof apiKeys.$inferSelect;
export type Settings = typeof settings.$inferSelect;
/** What is searched is the store's own business. */
export type Application = Omit<typeof applications.$inferSelect, "searchName">;
/** What it is encrypted with is the store's own business, too. */
export type Endpoint = Omit<typeof endpoints.$inferSelect, "sealedWith">;
export type Plan = typeof plans.$inferSelect;
export type EventType = typeof eventTypes.$inferSelect;
