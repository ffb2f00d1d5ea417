/** Rows as they may be stored, with what a test cares about. */
import * as applications from "../../src/store/applications.ts";
import { newId } from "../../src/store/ids.ts";
import type { ApiKey, Application, Endpoint, EventType, Plan } from "../../src/store/schema.ts";

const times = { createdAt: 1, updatedAt: 1 };

export const newOrg = () => `org_${crypto.randomUUID()}`;

export const application = (org: string, fields: Partial<Application> = {}): Application => ({
  id: newId("application"),
  org,
  uid: null,
  name: "Customer",
  throttleRate: null,
  metadata: {},
  plan: null,
  webhooksEnabled: true,
  timeZone: null,
  revision: 0,
  ...times,
  ...fields,
});

export const endpoint = ({ org, id }: Application, fields: Partial<Endpoint> = {}): Endpoint => ({
  id: newId("endpoint"),
  org,
  app: id,
  uid: null,
  url: "https://receiver.example/hook",
  description: "",
  disabled: false,
  throttleRate: null,
  version: null,
  metadata: {},
  eventTypes: null,
  channels: null,
  secrets: "",
  headers: "",
  extensions: {},
  auth: null,
  confirmedEmail: null,
  revision: 0,
  ...times,
  ...fields,
});

export const eventType = (org: string, name: string, fields: Partial<EventType> = {}): EventType => ({
  org,
  name,
  description: "",
  archived: false,
  deprecated: false,
  schemas: null,
  featureFlags: null,
  groupName: null,
  extensions: {},
  ...times,
  ...fields,
});

export const plan = (org: string, name: string, fields: Partial<Plan> = {}): Plan => ({
  org,
  name,
  maxEndpoints: null,
  featureFlags: null,
  retentionDays: null,
  maxThrottleRate: null,
  ...times,
  ...fields,
});

export const apiKey = (org: string, fields: Partial<ApiKey> = {}): ApiKey => ({
  id: newId("apiKey"),
  org,
  name: "Shop",
  scopes: ["send"],
  hash: crypto.randomUUID(),
  start: "phk_00000000",
  createdAt: 1,
  expiresAt: null,
  lastUsedAt: null,
  ...fields,
});

/** An application that is stored, of an organisation of its own unless one is given. */
export const stored = (env: Pick<Env, "DB">, fields: Partial<Application> = {}): Promise<Application> =>
  applications.insert(env, application(fields.org ?? newOrg(), fields));
