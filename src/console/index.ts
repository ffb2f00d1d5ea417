import { Hono } from "hono";
import { ApiError } from "./client.ts";
import { troublePage } from "./errors.tsx";
import { headers, ownForms } from "./guard.ts";
import { login, logOut } from "./login.tsx";
import { appView, consoleView } from "./page-view.ts";
import { applicationAccess } from "./screens/application-access.tsx";
import { applicationForm } from "./screens/application-form.tsx";
import { applications } from "./screens/applications.tsx";
import { catalogue } from "./screens/catalogue.tsx";
import { deadLetters } from "./screens/dead-letters.tsx";
import { eventTypeForm } from "./screens/event-type-form.tsx";
import { eventTypeImport } from "./screens/event-type-import.tsx";
import { eventTypes } from "./screens/event-types.tsx";
import { feed } from "./screens/feed.tsx";
import { message } from "./screens/message.tsx";
import { messages } from "./screens/messages.tsx";
import { operational } from "./screens/operational.tsx";
import { overview } from "./screens/overview.tsx";
import { plans } from "./screens/plans.tsx";
import { presets } from "./screens/presets.tsx";
import { receiver } from "./screens/receiver.tsx";
import { request } from "./screens/request.tsx";
import { requests } from "./screens/requests.tsx";
import { settings } from "./screens/settings.tsx";
import { webhook } from "./screens/webhook.tsx";
import { webhookForm } from "./screens/webhook-form.tsx";
import { webhookTest } from "./screens/webhook-test.tsx";
import { webhooks } from "./screens/webhooks.tsx";
import type { AppView, ConsoleEnv, Face, PageEnv } from "./view.ts";

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
    .route("/", receiver);
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
  plans,
  eventTypeForm,
  eventTypeImport,
  eventTypes,
  presets,
  feed,
  deadLetters,
  operational,
  settings,
])
  operator.route("/", routes);

/** Pages for people. A client of the REST API, which decides what each of them may see and do. */
export const pages = new Hono<ConsoleEnv>({ strict: false });
pages.use(headers, ownForms);
pages.route("/", login);
pages.route("/portal/:app", screens("portal"));
pages.route("/console/app/:app", screens("console"));
pages.route("/console", operator);
pages.notFound((c) => troublePage(new ApiError(404, "not_found", "There is no such page."), c));
pages.onError(troublePage);

export const isPage = (path: string) => /^\/(?:portal|console)(?:\/|$)/.test(path);
