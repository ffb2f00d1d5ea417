import { z } from "@hono/zod-openapi";
import { headersIn, headersOut, rotateIn, secretOut } from "../../contract/endpoint-secret.ts";
import {
  operationalEndpointIn,
  operationalEndpointOut,
  operationalEndpointUpdate,
} from "../../contract/operational.ts";
import { latestFirst, pageFields, pageOf } from "../../contract/page.ts";
import { operationalOrg } from "../../core/operational.ts";
import { forgetAudience } from "../../pipeline/notify/audience.ts";
import { operationalUid } from "../../pipeline/notify/operational.ts";
import * as applications from "../../store/applications.ts";
import * as endpoints from "../../store/endpoints.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { createApplication } from "../application/application.ts";
import { outEndpoint } from "../endpoint/fields.ts";
import { endpointNotFound, findEndpoint } from "../endpoint/path.ts";
import { createEndpoint, removeEndpoint, replaceEndpoint } from "../endpoint/save.ts";
import { currentSecret, replaceHeaders, rotateSecret, shownHeaders } from "../endpoint/secret.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { mapPage, toPage } from "../http/shapes.ts";
import { createOrFind } from "../http/upsert.ts";

/** What an operational endpoint has of an endpoint's fields. */
const out = (endpoint: Endpoint) => operationalEndpointOut.parse(outEndpoint(endpoint));

/** The hidden application that owns the organisation's operational endpoints, if it has had any. */
const find = ({ env, var: { caller } }: ApiContext): Promise<Application | undefined> =>
  applications.find(env, operationalOrg(caller.org), operationalUid);

async function findOrCreate(c: ApiContext): Promise<Application> {
  const result = await createOrFind(
    () =>
      createApplication(c.env, operationalOrg(c.var.caller.org), {
        name: "Operational webhooks",
        uid: operationalUid,
        metadata: {},
      }),
    () => find(c),
  );
  return "made" in result ? result.made : result.found;
}

async function pathEndpoint(c: ApiContext): Promise<{ app: Application; endpoint: Endpoint }> {
  const app = await find(c);
  if (!app) throw endpointNotFound();
  return { app, endpoint: await findEndpoint(c.env, app, c.req.param("endpoint_id")!) };
}

const tag = "Operational webhooks";
const path = "/operational-webhook/endpoint";
const params = z.object({ endpoint_id: z.string() });
const nothing = { data: [], iterator: null, prevIterator: null, done: true };

/** Endpoints of the operator itself, which are told what becomes of its customers' endpoints and messages. */
export const operational = router()
  .openapi(
    route({
      method: "get",
      path,
      tag,
      summary: "List operational endpoints",
      query: z.object({ ...pageFields("endpoint"), order: latestFirst }),
      answers: { 200: pageOf(operationalEndpointOut) },
      orgOnly: true,
    }),
    async (c) => {
      const query = c.req.valid("query");
      const app = await find(c);
      const page = app ? await endpoints.list(c.env, app.id, toPage(query, query.order)) : nothing;
      return c.json(mapPage(page, out), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path,
      tag,
      summary: "Create an operational endpoint",
      body: operationalEndpointIn,
      answers: { 201: operationalEndpointOut },
      orgOnly: true,
    }),
    async (c) => {
      const created = await createEndpoint(c, await findOrCreate(c), c.req.valid("json"));
      forgetAudience(c.var.caller.org);
      return c.json(out(created), 201);
    },
  )
  .openapi(
    route({
      method: "get",
      path: `${path}/{endpoint_id}`,
      tag,
      summary: "Get an operational endpoint",
      params,
      answers: { 200: operationalEndpointOut },
      orgOnly: true,
    }),
    async (c) => c.json(out((await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "put",
      path: `${path}/{endpoint_id}`,
      tag,
      summary: "Create or replace an operational endpoint",
      description: "Secret and headers stay as they are; they have routes of their own.",
      params,
      body: operationalEndpointUpdate,
      answers: { 200: operationalEndpointOut, 201: operationalEndpointOut },
      orgOnly: true,
    }),
    async (c) => {
      const app = await findOrCreate(c);
      const result = await replaceEndpoint(c, app, c.req.valid("param").endpoint_id, c.req.valid("json"));
      forgetAudience(c.var.caller.org);
      return "made" in result ? c.json(out(result.made), 201) : c.json(out(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: `${path}/{endpoint_id}`,
      tag,
      summary: "Delete an operational endpoint",
      params,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await removeEndpoint(c, app, endpoint);
      forgetAudience(c.var.caller.org);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "get",
      path: `${path}/{endpoint_id}/secret`,
      tag,
      summary: "Get the signing secret of an operational endpoint",
      params,
      answers: { 200: secretOut },
      orgOnly: true,
      scope: "admin",
    }),
    async (c) => c.json(await currentSecret(c, (await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "post",
      path: `${path}/{endpoint_id}/secret/rotate`,
      tag,
      summary: "Rotate the signing secret of an operational endpoint",
      description: "Old and new key both sign until the grace period ends.",
      params,
      body: rotateIn,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await rotateSecret(c, app, endpoint, c.req.valid("json"));
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "get",
      path: `${path}/{endpoint_id}/headers`,
      tag,
      summary: "Get the headers that are sent to an operational endpoint",
      params,
      answers: { 200: headersOut },
      orgOnly: true,
    }),
    async (c) => c.json(await shownHeaders(c.env, (await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "put",
      path: `${path}/{endpoint_id}/headers`,
      tag,
      summary: "Replace the headers of an operational endpoint",
      params,
      body: headersIn,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await replaceHeaders(c, app, endpoint, c.req.valid("json").headers);
      return c.body(null, 204);
    },
  );
