import { z } from "@hono/zod-openapi";
import { type Destination, destinationOut } from "../../contract/attempt.ts";
import { type DeliveryStatus, endpointMessageOut, endpointMessagesQuery } from "../../contract/message.ts";
import { pageFields, pageOf } from "../../contract/page.ts";
import { type Status, statusText } from "../../core/delivery/attempt.ts";
import { paginate, walk } from "../../core/page.ts";
import * as endpoints from "../../store/endpoints.ts";
import { outEndpoint } from "../endpoint/fields.ts";
import { endpointParams, pathEndpoint } from "../endpoint/path.ts";
import { route, router } from "../http/router.ts";
import { iso, logFilterOf, toPage } from "../http/shapes.ts";
import { destinations } from "./attempt-path.ts";
import { jsonPage, messageJson } from "./json.ts";
import { contentsOf, messageParams, pathMessage } from "./path.ts";

const tag = "Attempt";

/** Where messages stand at their endpoints. */
export const deliveries = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/endpoint",
      tag,
      summary: "List the endpoints of a message, with where it stands at each",
      params: messageParams,
      query: z.object(pageFields("endpoint")),
      answers: { 200: pageOf(destinationOut) },
    }),
    async (c) => {
      const query = toPage(c.req.valid("query"), "ascending");
      const { message } = await pathMessage(c);
      const { beyond, ascending, limit } = walk(query);
      const known = (await findAll(c.env, destinations(message)))
        .sort((a, b) => (a.id < b.id === ascending ? -1 : 1))
        .filter(({ id }) => beyond === null || (ascending ? id > beyond : id < beyond))
        .slice(0, limit);
      const rows = await Promise.all(known.map((endpoint) => destinationAt(c.env, endpoint, message.id)));
      return c.json(
        paginate(rows, query, ({ id }) => id),
        200,
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/msg",
      tag,
      summary: "List the messages of an endpoint, with where each stands",
      params: endpointParams,
      query: endpointMessagesQuery,
      answers: { 200: pageOf(endpointMessageOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { app, endpoint } = await pathEndpoint(c);
      const filter = { ...logFilterOf(query), status: query.status };
      const page = await c.env.OUTBOX.getByName(endpoint.id).listDestinations(filter, toPage(query));
      const ids = page.data.map(({ message }) => message);
      const journal = c.env.JOURNAL.getByName(app.id);
      const messages = new Map((await journal.findMany(ids)).map((message) => [message.id, message]));
      const contents = await contentsOf(c, app.id, query.with_content ? ids : []);
      return jsonPage({
        ...page,
        data: page.data.flatMap((state) => {
          const message = messages.get(state.message);
          if (message === undefined) return [];
          const status = deliveryStatus(state.status, state.nextAttempt);
          return [messageJson(message, contents.get(message.id), query.with_content, status)];
        }),
      });
    },
  );

/** D1 binds at most 100 values to a statement. */
async function findAll(env: Env, ids: string[]) {
  const found = [];
  for (let at = 0; at < ids.length; at += 100)
    found.push(...(await endpoints.findMany(env, ids.slice(at, at + 100))));
  return found;
}

const deliveryStatus = (status: Status, nextAttempt: number | null): DeliveryStatus => ({
  status,
  statusText: statusText(status),
  nextAttempt: nextAttempt === null ? null : iso(nextAttempt),
});

async function destinationAt(
  env: Env,
  endpoint: endpoints.RatedEndpoint,
  message: string,
): Promise<Destination> {
  const [state] = await env.OUTBOX.getByName(endpoint.id).findDestinations([message]);
  return { ...outEndpoint(endpoint), ...deliveryStatus(state?.status ?? 1, state?.nextAttempt ?? null) };
}
