import { Hono } from "hono";
import { ApiError } from "./app/client.ts";
import { troublePage } from "./app/errors.tsx";
import { headers, limitForms, ownForms } from "./app/guard.ts";
import { login, logOut } from "./app/login.tsx";
import { appView, consoleView } from "./app/page-view.ts";
import type { AppView, ConsoleEnv, Face, PageEnv } from "./app/view.ts";
import { catalogue } from "./screens/event-types/catalogue.tsx";
import { eventTypes } from "./screens/event-types/event-types.tsx";
import { eventTypeForm } from "./screens/event-types/form.tsx";
import { eventTypeImport } from "./screens/event-types/import.tsx";
import { presets } from "./screens/event-types/presets.tsx";
import { message } from "./screens/log/message.tsx";
import { messages } from "./screens/log/messages.tsx";
import { request } from "./screens/log/request.tsx";
import { requests } from "./screens/log/requests.tsx";
import { apiKeys } from "./screens/operator/api-keys.tsx";
import { applicationAccess } from "./screens/operator/application-access.tsx";
import { applicationForm } from "./screens/operator/application-form.tsx";
import { applications } from "./screens/operator/applications.tsx";
import { deadLetters } from "./screens/operator/dead-letters.tsx";
import { feed } from "./screens/operator/feed.tsx";
import { operational } from "./screens/operator/operational.tsx";
import { operationalForm } from "./screens/operator/operational-form.tsx";
import { overview } from "./screens/operator/overview.tsx";
import { planForm } from "./screens/operator/plan-form.tsx";
import { plans } from "./screens/operator/plans.tsx";
import { settings } from "./screens/operator/settings.tsx";
import { receiver } from "./screens/test-receiver.tsx";
import { timeZone } from "./screens/time-zone.tsx";
import { webhookForm } from "./screens/webhook/form.tsx";
import { webhookTest } from "./screens/webhook/test.tsx";
import { webhook } from "./screens/webhook/webhook.tsx";
import { webhooks } from "./screens/webhook/webhooks.tsx";

/** The screens of one application. */
function screens(face: Face) {
  const app = new Hono<PageEnv<AppView>>();
  app.use(appView(face));
  app.get("/", (c) => c.redirect(`${c.var.view.base}/webhooks`));
  app.post("/logout", (c) => {
    const { base, api } = c.var.view;
    return logOut(c, face, base, () => api.post("/auth/logout"));
  });
  return app
    .route("/", webhooks)
    .route("/", webhookForm)
    .route("/", webhook)
    .route("/", webhookTest)
    .route("/", requests)
    .route("/", request)
    .route("/", messages)
    .route("/", message)
    .route("/", catalogue)
    .route("/", receiver)
    .route("/", timeZone);
}

/** The screens of the console beside the applications'. */
const operator = new Hono<PageEnv>();
operator.use(consoleView);
operator.post("/logout", (c) => logOut(c, "console", "/console", async () => null));
for (const routes of [
  overview,
  applicationForm,
  applicationAccess,
  applications,
  planForm,
  plans,
  eventTypeForm,
  eventTypeImport,
  eventTypes,
  presets,
  feed,
  deadLetters,
  operationalForm,
  operational,
  apiKeys,
  settings,
])
  operator.route("/", routes);

/** Pages for people. A client of the REST API, which decides what each of them may see and do. */
export const pages = new Hono<ConsoleEnv>({ strict: false });
pages.use(headers, limitForms, ownForms);
pages.route("/", login);
pages.route("/portal/:app", screens("portal"));
pages.route("/console/app/:app", screens("console"));
pages.route("/console", operator);
pages.notFound((c) => {
  const params = { method: c.req.method, path: c.req.path };
  return troublePage(new ApiError(404, "not_found", [{ loc: [], code: "no_such_route", params }]), c);
});
pages.onError(troublePage);

export const isPage = (path: string) => /^\/(?:portal|console)(?:\/|$)/.test(path);
