import { z } from "@hono/zod-openapi";
import { type Destination, destinationOut } from "../../contract/attempt.ts";
import { type DeliveryStatus, endpointMessageOut, endpointMessagesQuery } from "../../contract/message.ts";
import { pageFields, pageOf } from "../../contract/page.ts";
import { type Status, statuses, statusText, waitsAgain } from "../../core/delivery/attempt.ts";
import { timeOf } from "../../core/ids.ts";
import { paginate, walk } from "../../core/page.ts";
import type { Destination as DestinationState } from "../../objects/outbox/destinations.ts";
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
      const ids = destinations(message)
        .sort((a, b) => (a < b === ascending ? -1 : 1))
        .filter((id) => beyond === null || (ascending ? id > beyond : id < beyond));
      const known = new Map((await findAll(c.env, ids)).map((endpoint) => [endpoint.id, endpoint]));
      const rows: Destination[] = [];
      // Of those that were deleted, some are left out.
      for (let at = 0; at < ids.length && rows.length < limit; at += limit) {
        const some = ids.slice(at, at + limit);
        const found = await Promise.all(
          some.map((id) => destinationAt(c.env, id, known.get(id) ?? null, message.id)),
        );
        rows.push(...found.filter((one) => one !== null));
      }
      return c.json(
        paginate(rows.slice(0, limit), query, ({ id }) => id),
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
          const status = deliveryStatus(state, waitsAgain.ofEndpoint);
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

type State = Pick<DestinationState, "status" | "nextAttempt" | "attempts">;

const notYet: State = { status: statuses.pending, nextAttempt: null, attempts: [] };

/** @param again what one is called that failed and waits for its next attempt */
function deliveryStatus({ status, nextAttempt, attempts }: State, again: Status): DeliveryStatus {
  const shown = status === statuses.pending && attempts.length > 0 ? again : status;
  return {
    status: shown,
    statusText: statusText(shown),
    nextAttempt: nextAttempt === null ? null : iso(nextAttempt),
  };
}

/** Null for an endpoint that was deleted and to which nothing of the message ever went. */
async function destinationAt(
  env: Env,
  id: string,
  endpoint: endpoints.RatedEndpoint | null,
  message: string,
): Promise<Destination | null> {
  const outbox = env.OUTBOX.getByName(id);
  const [state] = (await outbox.findDestinations([message])) as (DestinationState | null)[];
  const status = deliveryStatus(state ?? notYet, waitsAgain.ofMessage);
  if (endpoint !== null) return { ...outEndpoint(endpoint), ...status };
  const last = state?.attempts.at(-1);
  const attempt = last === undefined ? null : await outbox.attempt(last);
  return attempt && { ...outEndpoint(deletedEndpoint(id, attempt.url)), ...status };
}

/** What the log still knows of it. */
const deletedEndpoint = (id: string, url: string): Parameters<typeof outEndpoint>[0] => ({
  ...{ id, url, uid: null, description: "", disabled: true, throttleRate: null, version: 1, metadata: {} },
  ...{ eventTypes: null, channels: null, extensions: {}, auth: null, confirmedEmail: null },
  ...{ createdAt: timeOf(id), updatedAt: timeOf(id) },
});
