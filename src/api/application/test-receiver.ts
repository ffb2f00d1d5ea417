import { z } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import { type Receiver, receiverOut } from "../../contract/test-receiver.ts";
import { grants } from "../../core/api-key.ts";
import { PosthornError } from "../../core/errors.ts";
import { timeOf } from "../../core/ids.ts";
import { maskHeaders, mayBeSecret } from "../../core/request/headers.ts";
import { receive, receiverAt, receiverPath } from "../../pipeline/test-receiver.ts";
import { config } from "../../store/config.ts";
import { route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";
import { pathApplication } from "./application.ts";

const params = z.object({ app_id: z.string() });
const tag = "Test receiver";

/** An address of one's own that shows what comes in. */
export const receiver = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/receiver",
      tag,
      summary: "Get the test receiver's address and what it got",
      description:
        "The newest 50 requests, the newest first, with all their headers and the first 20 kB of their bodies. Who may only read doesn't see the values of headers that may be secret.",
      params,
      answers: { 200: receiverOut },
    }),
    async (c) => {
      const { id } = await pathApplication(c);
      const origin = config(c.env).publicUrl ?? new URL(c.req.url).origin;
      const requests = await c.env.JOURNAL.getByName(id).receivedRequests();
      const isHidden = grants(c.var.caller.scopes, "admin") ? () => false : mayBeSecret;
      const data = requests.map(({ headers, ...request }) => ({
        ...request,
        headers: maskHeaders(headers, isHidden),
        at: iso(timeOf(request.id)),
      }));
      const url = `${origin}${await receiverPath(c.env, id)}`;
      return c.json({ url, data } satisfies Receiver, 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/receiver",
      tag,
      summary: "Empty the test receiver",
      params,
      answers: { 204: null },
    }),
    async (c) => {
      const { id } = await pathApplication(c);
      await c.env.JOURNAL.getByName(id).clearReceivedRequests();
      return c.body(null, 204);
    },
  );

/** Where the requests come in, for anybody who knows the address. */
export const inbox = router().use("/in/*", cors());
inbox.all("/in/*", async (c) => {
  const app = await receiverAt(c.env, c.req.url);
  if (app === null) throw new PosthornError("no_such_receiver");
  return receive(c.env, app, c.req.raw);
});
