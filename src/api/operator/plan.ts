import { z } from "@hono/zod-openapi";
import { order, pageFields, pageOf } from "../../contract/page.ts";
import {
  type Plan as PlanShown,
  type PlanUpdate,
  planIn,
  planName,
  planOut,
  planPatch,
  planUpdate,
} from "../../contract/plan.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { plans as limit } from "../../core/limits.ts";
import { problem } from "../../core/problems/problem.ts";
import { isTaken } from "../../store/db.ts";
import * as plans from "../../store/plans.ts";
import type { Plan } from "../../store/schema.ts";
import { route, router } from "../http/router.ts";
import { iso, mapPage, toPage } from "../http/shapes.ts";

const out = ({ org, createdAt, updatedAt, ...plan }: Plan): PlanShown => ({
  ...plan,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

const params = z.object({ plan_name: z.string() });
const notFound = () => new PosthornError("no_such_plan");

function fresh(org: string, name: string, input: PlanUpdate): Plan {
  const now = Date.now();
  const { maxEndpoints = null, featureFlags = null, retentionDays = null, maxThrottleRate = null } = input;
  return {
    org,
    name,
    maxEndpoints,
    featureFlags,
    retentionDays,
    maxThrottleRate,
    createdAt: now,
    updatedAt: now,
  };
}

async function insert(env: Env, plan: Plan): Promise<Plan> {
  const created = await plans.insert(env, plan, limit.most);
  if (!created) throw new PosthornError("plans_too_many", { max: limit.most });
  return created;
}

const tag = "Plan";

export const plan = router()
  .openapi(
    route({
      method: "get",
      path: "/plan",
      tag,
      summary: "List plans",
      query: z.object({ ...pageFields("text"), order }),
      answers: { 200: pageOf(planOut) },
      orgOnly: true,
    }),
    async (c) => {
      const query = c.req.valid("query");
      const page = await plans.list(c.env, c.var.caller.org, toPage(query, query.order));
      return c.json(mapPage(page, out), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/plan",
      tag,
      summary: "Create a plan",
      description: "An application has a plan by its name. Its limits hold for what is done from then on.",
      body: planIn,
      answers: { 201: planOut },
      orgOnly: true,
    }),
    async (c) => {
      const { name, ...input } = c.req.valid("json");
      const created = await insert(c.env, fresh(c.var.caller.org, name, input)).catch((error) => {
        throw isTaken(error) ? new PosthornError("plan_taken") : error;
      });
      return c.json(out(created), 201);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/plan/{plan_name}",
      tag,
      summary: "Get a plan",
      params,
      answers: { 200: planOut },
      orgOnly: true,
    }),
    async (c) => {
      const found = await plans.find(c.env, c.var.caller.org, c.req.valid("param").plan_name);
      if (!found) throw notFound();
      return c.json(out(found), 200);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/plan/{plan_name}",
      tag,
      summary: "Create or replace a plan",
      params,
      body: planUpdate,
      answers: { 200: planOut, 201: planOut },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const { plan_name } = c.req.valid("param");
      if (!planName.safeParse(plan_name).success)
        throw invalid(["path", "plan_name"], problem("plan_name_invalid"));
      const replacement = fresh(org, plan_name, c.req.valid("json"));
      const { createdAt, ...changes } = replacement;
      const update = () => plans.update(c.env, org, plan_name, changes);
      const updated = await update();
      if (updated) return c.json(out(updated), 200);
      try {
        return c.json(out(await insert(c.env, replacement)), 201);
      } catch (error) {
        if (!isTaken(error)) throw error;
        return c.json(out((await update())!), 200);
      }
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/plan/{plan_name}",
      tag,
      summary: "Change a plan",
      params,
      body: planPatch,
      answers: { 200: planOut },
      orgOnly: true,
    }),
    async (c) => {
      const changes = { ...c.req.valid("json"), updatedAt: Date.now() };
      const updated = await plans.update(c.env, c.var.caller.org, c.req.valid("param").plan_name, changes);
      if (!updated) throw notFound();
      return c.json(out(updated), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/plan/{plan_name}",
      tag,
      summary: "Delete a plan",
      description:
        "Applications that have it keep its name, and no limits until a plan of that name exists again.",
      params,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const removed = await plans.remove(c.env, c.var.caller.org, c.req.valid("param").plan_name);
      if (!removed) throw notFound();
      return c.body(null, 204);
    },
  );
