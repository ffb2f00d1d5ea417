import type { OpenAPIHono } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import packageJson from "../../package.json" with { type: "json" };
import { PosthornError } from "../core/errors.ts";
import { config } from "../store/config.ts";
import { application } from "./application.ts";
import { attempt } from "./attempt.ts";
import { attemptContent } from "./attempt-content.ts";
import { authenticate } from "./auth.ts";
import { catalogue } from "./catalogue.ts";
import { consent } from "./consent.ts";
import { deadLetter } from "./dead-letter.ts";
import { docs } from "./docs.ts";
import { endpoint } from "./endpoint.ts";
import { endpointEmail } from "./endpoint-email.ts";
import { endpointSecret } from "./endpoint-secret.ts";
import { endpointTest } from "./endpoint-test.ts";
import { eventType } from "./event-type.ts";
import { feed } from "./feed.ts";
import { health } from "./health.ts";
import { type Api, jsonBody, onError, router } from "./http.ts";
import { idempotent } from "./idempotency.ts";
import { message } from "./message.ts";
import { messageSend } from "./message-send.ts";
import { operational } from "./operational.ts";
import { plan } from "./plan.ts";
import { portal } from "./portal.ts";
import { preset } from "./preset.ts";
import { inbox, receiver } from "./receiver.ts";
import { repair } from "./repair.ts";
import { series } from "./series.ts";
import { settingsRoutes } from "./settings.ts";
import { standings } from "./standings.ts";
import { usage } from "./usage.ts";

const open = router().route("/", health);
const guarded = router();
guarded.use(
  authenticate,
  jsonBody((env) => config(env).maxPayloadBytes),
  idempotent,
);
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
  attempt,
  standings,
  attemptContent,
  series,
  repair,
  portal,
  plan,
  settingsRoutes,
  preset,
  operational,
  deadLetter,
  feed,
  receiver,
];
for (const resource of resources) guarded.route("/", resource);

const v1 = router();
v1.use(cors());
v1.route("/", open).route("/", guarded);

export const app = router();
app.openAPIRegistry.registerComponent("securitySchemes", "token", {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
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
app.notFound((c) => onError(new PosthornError("not_found", `There is no ${c.req.method} ${c.req.path}.`), c));
