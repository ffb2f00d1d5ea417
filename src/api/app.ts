import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import packageJson from "../../package.json" with { type: "json" };
import { PosthornError } from "../core/errors.ts";
import { application } from "./application/application.ts";
import { portal } from "./application/portal.ts";
import { inbox, receiver } from "./application/test-receiver.ts";
import { usage } from "./application/usage.ts";
import { docs } from "./docs.ts";
import { consent } from "./endpoint/consent.ts";
import { endpointEmail } from "./endpoint/email.ts";
import { endpoint } from "./endpoint/endpoint.ts";
import { repair } from "./endpoint/repair.ts";
import { endpointSecret } from "./endpoint/secret.ts";
import { series } from "./endpoint/series.ts";
import { endpointTest } from "./endpoint/test.ts";
import { catalogue } from "./event-type/catalogue.ts";
import { eventType } from "./event-type/event-type.ts";
import { preset } from "./event-type/preset.ts";
import { health } from "./health.ts";
import { authenticate } from "./http/auth.ts";
import { jsonBody, limitBody } from "./http/body.ts";
import { idempotent } from "./http/idempotency.ts";
import { type Api, onError, router } from "./http/router.ts";
import { attempt } from "./message/attempt.ts";
import { attemptContent } from "./message/attempt-content.ts";
import { deliveries } from "./message/destinations.ts";
import { messageExpunge } from "./message/expunge.ts";
import { message } from "./message/message.ts";
import { messageSend } from "./message/send.ts";
import { isNotOffered } from "./not-offered.ts";
import { apiKey } from "./operator/api-key.ts";
import { backgroundTask } from "./operator/background-task.ts";
import { deadLetter } from "./operator/dead-letter.ts";
import { encryption } from "./operator/encryption.ts";
import { environment } from "./operator/environment.ts";
import { feed } from "./operator/feed.ts";
import { operational } from "./operator/operational.ts";
import { plan } from "./operator/plan.ts";
import { settingsRoutes } from "./operator/settings.ts";
import { statistics } from "./operator/statistics.ts";
import { whoami } from "./whoami.ts";

/** What comes from elsewhere is in many answers; none is taken for what it isn't. */
const nosniff: MiddlewareHandler<Api> = async (c, next) => {
  await next();
  c.header("x-content-type-options", "nosniff");
};

const open = router().route("/", health);
const guarded = router();
guarded.use(authenticate, limitBody, jsonBody, idempotent);
const resources: OpenAPIHono<Api>[] = [
  application,
  endpointTest,
  usage,
  endpoint,
  endpointEmail,
  endpointSecret,
  eventType,
  catalogue,
  messageSend,
  message,
  messageExpunge,
  attempt,
  deliveries,
  attemptContent,
  series,
  repair,
  portal,
  whoami,
  apiKey,
  plan,
  settingsRoutes,
  preset,
  operational,
  deadLetter,
  backgroundTask,
  statistics,
  environment,
  encryption,
  feed,
  receiver,
];
for (const resource of resources) guarded.route("/", resource);

const v1 = router();
v1.use(cors());
v1.route("/", open).route("/", guarded);

export const app = router();
app.use(nosniff);
app.openAPIRegistry.registerComponent("securitySchemes", "token", {
  type: "http",
  scheme: "bearer",
  description:
    "A JWT or an API key. What an API key needs for an operation is among its security requirements.",
});
app.doc31("/api/v1/openapi.json", (c) => ({
  openapi: "3.1.0",
  info: {
    title: "Posthorn",
    version: packageJson.version,
    description: "Webhook delivery: send messages, manage endpoints, see and repair what happened.",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: new URL(c.req.url).origin }],
}));
app.route("/api/v1", v1).route("/", inbox).route("/", docs).route("/", consent);
app.get("/", (c) => c.redirect("/docs"));
app.onError(onError);
app.notFound((c) => {
  const { method, path } = c.req;
  const reason = isNotOffered(path) ? "not_offered" : "no_such_route";
  return onError(new PosthornError(reason, { method, path }), c);
});
