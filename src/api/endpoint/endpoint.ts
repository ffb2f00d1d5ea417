import { z } from "@hono/zod-openapi";
import { endpointIn, endpointOut, endpointPatch, endpointUpdate } from "../../contract/endpoint.ts";
import { flag } from "../../contract/filters.ts";
import { latestFirst, pageFields, pageOf } from "../../contract/page.ts";
import * as endpoints from "../../store/endpoints.ts";
import { seal } from "../../store/vault.ts";
import { pathApplication } from "../application/application.ts";
import { route, router } from "../http/router.ts";
import { mapPage, toPage } from "../http/shapes.ts";
import { createOrFind } from "../http/upsert.ts";
import { secretFrom } from "./checks.ts";
import { checkedChanges } from "./draft.ts";
import { outEndpoint } from "./fields.ts";
import { endpointParams, pathEndpoint } from "./path.ts";
import { changeEndpoint, createEndpoint, removeEndpoint, replaceEndpoint } from "./save.ts";

const tag = "Endpoint";

export const endpoint = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint",
      tag,
      summary: "List endpoints",
      params: z.object({ app_id: z.string() }),
      query: z.object({ ...pageFields("endpoint"), order: latestFirst }),
      answers: { 200: pageOf(endpointOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { id } = await pathApplication(c);
      const page = await endpoints.list(c.env, id, toPage(query, query.order));
      return c.json(mapPage(page, outEndpoint), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint",
      tag,
      summary: "Create an endpoint",
      params: z.object({ app_id: z.string() }),
      query: z.object({ get_if_exists: flag(false) }),
      body: endpointIn,
      answers: { 201: endpointOut, 200: endpointOut },
    }),
    async (c) => {
      const input = c.req.valid("json");
      const app = await pathApplication(c);
      const { uid } = input;
      const mayExist = c.req.valid("query").get_if_exists && uid != null;
      const result = await createOrFind(
        () => createEndpoint(c, app, input),
        async () => (mayExist ? endpoints.find(c.env, app.id, uid) : undefined),
      );
      return "made" in result
        ? c.json(outEndpoint(result.made), 201)
        : c.json(outEndpoint(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Get an endpoint",
      params: endpointParams,
      answers: { 200: endpointOut },
    }),
    async (c) => c.json(outEndpoint((await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Create or replace an endpoint",
      description: "Secret and headers stay as they are; they have routes of their own.",
      params: endpointParams,
      body: endpointUpdate,
      answers: { 200: endpointOut, 201: endpointOut },
    }),
    async (c) => {
      const app = await pathApplication(c);
      const result = await replaceEndpoint(c, app, c.req.valid("param").endpoint_id, c.req.valid("json"));
      return "made" in result
        ? c.json(outEndpoint(result.made), 201)
        : c.json(outEndpoint(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Change an endpoint",
      params: endpointParams,
      body: endpointPatch,
      answers: { 200: endpointOut },
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { app, endpoint } = await pathEndpoint(c);
      const secret = input.secret == null ? null : await secretFrom(input.secret, "secret");
      const secrets = secret && (await seal(c.env, [{ key: secret, expiresAt: null }]));
      const changed = await changeEndpoint(c, app, endpoint, async (before) => ({
        ...(await checkedChanges(c, app, before, input)),
        ...(secrets ? { secrets } : {}),
      }));
      return c.json(outEndpoint(changed), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Delete an endpoint",
      description: "What waits for it is canceled; its log stays until it expires.",
      params: endpointParams,
      answers: { 204: null },
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await removeEndpoint(c, app, endpoint);
      return c.body(null, 204);
    },
  );
