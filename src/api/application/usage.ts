import { z } from "@hono/zod-openapi";
import {
  applicationOut,
  timeZoneIn,
  type Usage,
  usageOut,
  webhooksSwitchIn,
} from "../../contract/application.ts";
import * as endpoints from "../../store/endpoints.ts";
import * as plans from "../../store/plans.ts";
import { route, router } from "../http/router.ts";
import { changeApplication, outApplication, pathApplication } from "./application.ts";

/** What an application's customer may know of its plan, and the switch that is theirs. */

const params = z.object({ app_id: z.string() });
const tag = "Application";

export const usage = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/usage",
      tag,
      summary: "See the limits of an application, and what is used of them",
      params,
      answers: { 200: usageOut },
    }),
    async (c) => {
      const { id, org, plan } = await pathApplication(c);
      const [used, limits] = await Promise.all([
        endpoints.count(c.env, id),
        plan === null ? null : plans.find(c.env, org, plan),
      ]);
      return c.json(
        {
          plan,
          endpoints: used,
          maxEndpoints: limits?.maxEndpoints ?? null,
          featureFlags: plan === null ? null : (limits?.featureFlags ?? []),
          maxThrottleRate: limits?.maxThrottleRate ?? null,
          retentionDays: limits?.retentionDays ?? null,
        } satisfies Usage,
        200,
      );
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}/webhooks",
      tag,
      summary: "Switch an application's webhooks on or off",
      params,
      body: webhooksSwitchIn,
      answers: { 200: applicationOut },
    }),
    async (c) => {
      const { enabled } = c.req.valid("json");
      const changed = await changeApplication(c.env, await pathApplication(c), { webhooksEnabled: enabled });
      return c.json(outApplication(changed), 200);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}/time-zone",
      tag,
      summary: "Set the time zone in which an application's times are shown",
      params,
      body: timeZoneIn,
      answers: { 200: applicationOut },
    }),
    async (c) => {
      const { timeZone } = c.req.valid("json");
      return c.json(
        outApplication(await changeApplication(c.env, await pathApplication(c), { timeZone })),
        200,
      );
    },
  );
