import { z } from "@hono/zod-openapi";
import {
  type ApplicationChanged,
  type ApplicationIn,
  type Application as ApplicationShown,
  applicationChanged,
  applicationIn,
  applicationOut,
  applicationPatch,
  applicationQuery,
} from "../../contract/application.ts";
import { flag } from "../../contract/filters.ts";
import { pageOf } from "../../contract/page.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import { problem } from "../../core/problems/problem.ts";
import { makeChange, noteChange, spreadChange } from "../../pipeline/notify/changes.ts";
import * as applications from "../../store/applications.ts";
import { isTaken } from "../../store/db.ts";
import { newId } from "../../store/ids.ts";
import * as plans from "../../store/plans.ts";
import type { Application } from "../../store/schema.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { iso, mapPage, throttled, toPage } from "../http/shapes.ts";
import { createOrFind, newUid } from "../http/upsert.ts";
import { planNotice } from "./plan-notice.ts";

export const outApplication = ({
  org,
  throttleRate,
  revision,
  createdAt,
  updatedAt,
  ...application
}: Application): ApplicationShown => ({
  ...application,
  throttleRate,
  rateLimit: throttleRate,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

const params = z.object({ app_id: z.string() });
const notFound = () => new PosthornError("no_such_application");
const taken = (error: unknown): never => {
  throw isTaken(error) ? new PosthornError("application_uid_taken") : error;
};

/** The application that a path names, by id or uid; a token of another application doesn't see it. */
export async function pathApplication(c: ApiContext): Promise<Application> {
  const { org, app: own } = c.var.caller;
  const name = c.req.param("app_id")!;
  if (own !== null && isId("application", name) && name !== own) throw notFound();
  const application = await applications.find(c.env, org, name);
  if (!application || (own !== null && application.id !== own)) throw notFound();
  return application;
}

/** A plan that an application can have, by name. */
async function checkPlan(env: Env, org: string, plan: string | null | undefined): Promise<void> {
  if (plan != null && !(await plans.find(env, org, plan)))
    throw invalid(["body", "plan"], problem("plan_unknown", { name: plan }));
}

export async function createApplication(env: Env, org: string, input: ApplicationIn): Promise<Application> {
  await checkPlan(env, org, input.plan);
  const now = Date.now();
  return applications
    .insert(env, {
      id: newId("application"),
      org,
      uid: input.uid ?? null,
      name: input.name,
      throttleRate: throttled(input) ?? null,
      metadata: input.metadata,
      plan: input.plan ?? null,
      webhooksEnabled: input.webhooksEnabled ?? true,
      timeZone: input.timeZone ?? null,
      revision: 0,
      createdAt: now,
      updatedAt: now,
    })
    .catch(taken);
}

/** Creates the application that a message or a portal link brings along, unless the path names one that exists. */
export async function createMissing(c: ApiContext, application: ApplicationIn): Promise<void> {
  const { org } = c.var.caller;
  const name = c.req.param("app_id")!;
  await createOrFind(
    () =>
      createApplication(c.env, org, { ...application, uid: newUid("application", name, application.uid) }),
    () => applications.find(c.env, org, name),
  );
}

/** Saves changes; the Journal goes by its new name from then on, and what waits by its new switch and rate. */
export async function changeApplication(
  env: Env,
  before: Application,
  changes: Partial<Application>,
): Promise<Application> {
  await checkPlan(env, before.org, changes.plan);
  const { throttleRate, webhooksEnabled } = changes;
  // Who switches on what is on already may want what an earlier try failed to tell.
  const concernsWhatWaits =
    webhooksEnabled !== undefined || (throttleRate !== undefined && throttleRate !== before.throttleRate);
  const noted = concernsWhatWaits
    ? await noteChange(env, before, before.revision + 1, { kind: "application", after: null })
    : null;
  const make = () => applications.update(env, before.id, { ...changes, updatedAt: Date.now() });
  const made = await (noted === null ? make() : makeChange(env, noted, make)).catch(taken);
  if (!made) throw notFound();
  const { before: replaced, after } = made;
  if (replaced.uid !== after.uid)
    await env.JOURNAL.getByName(after.id).rename({
      before: replaced.uid,
      after: after.uid,
      revision: after.revision,
    });
  if (noted !== null) await spreadChange(env, noted);
  return after;
}

/** The same, with what a move to a smaller plan means. */
async function changed(
  env: Env,
  before: Application,
  changes: Partial<Application>,
): Promise<ApplicationChanged> {
  const after = await changeApplication(env, before, changes);
  return { ...outApplication(after), ...(await planNotice(env, before, after)) };
}

const tag = "Application";

export const application = router()
  .openapi(
    route({
      method: "get",
      path: "/app",
      tag,
      summary: "List applications",
      query: applicationQuery,
      answers: { 200: pageOf(applicationOut) },
      orgOnly: true,
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { search = null, plan = null } = query;
      const page = await applications.list(
        c.env,
        c.var.caller.org,
        {
          search,
          plan,
          withoutEndpoints: !query.exclude_apps_with_no_endpoints,
          withDisabled: !query.exclude_apps_with_disabled_endpoints,
          withTestReceivers: !query.exclude_apps_with_svix_play_endpoints,
        },
        toPage(query, query.order),
      );
      return c.json(mapPage(page, outApplication), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app",
      tag,
      summary: "Create an application",
      query: z.object({ get_if_exists: flag(false) }),
      body: applicationIn,
      answers: { 201: applicationOut, 200: applicationOut },
      orgOnly: true,
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { org } = c.var.caller;
      const { uid } = input;
      const mayExist = c.req.valid("query").get_if_exists && uid != null;
      const result = await createOrFind(
        () => createApplication(c.env, org, input),
        async () => (mayExist ? applications.find(c.env, org, uid) : undefined),
      );
      return "made" in result
        ? c.json(outApplication(result.made), 201)
        : c.json(outApplication(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}",
      tag,
      summary: "Get an application",
      params,
      answers: { 200: applicationOut },
    }),
    async (c) => c.json(outApplication(await pathApplication(c)), 200),
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}",
      tag,
      summary: "Create or replace an application",
      description: "With an unknown uid in the path, the application is created with it.",
      params,
      body: applicationIn,
      answers: { 200: applicationChanged, 201: applicationOut },
      orgOnly: true,
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { org } = c.var.caller;
      const { app_id } = c.req.valid("param");
      const result = await createOrFind(
        () => createApplication(c.env, org, { ...input, uid: newUid("application", app_id, input.uid) }),
        () => applications.find(c.env, org, app_id),
      );
      if ("made" in result) return c.json(outApplication(result.made), 201);
      const existing = result.found;
      const changes = {
        name: input.name,
        uid: input.uid === undefined ? existing.uid : input.uid,
        throttleRate: throttled(input) ?? null,
        metadata: input.metadata,
        plan: input.plan,
        webhooksEnabled: input.webhooksEnabled,
        timeZone: input.timeZone,
      };
      return c.json(await changed(c.env, existing, changes), 200);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/app/{app_id}",
      tag,
      summary: "Change an application",
      params,
      body: applicationPatch,
      answers: { 200: applicationChanged },
      orgOnly: true,
    }),
    async (c) => {
      const { name, uid, metadata, plan, webhooksEnabled, timeZone, ...rest } = c.req.valid("json");
      const changes = { name, uid, metadata, plan, webhooksEnabled, timeZone, throttleRate: throttled(rest) };
      const before = await pathApplication(c);
      return c.json(await changed(c.env, before, changes), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}",
      tag,
      summary: "Delete an application with everything in it",
      description:
        "It is not there any more at once, and its uid is free; what it has in the log goes step by step.",
      params,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { id, org } = await pathApplication(c);
      await c.env.JOURNAL.getByName(id).erase(org, id);
      return c.body(null, 204);
    },
  );
