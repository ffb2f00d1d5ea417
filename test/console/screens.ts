/** Every screen of both faces, in one table: a new screen is one more line. */
export interface Screen {
  /** Of its screenshots, too. */
  name: string;
  /** Whose session; a `viewer` has an API key that may only read, `nobody` is logged out. */
  who: "customer" | "reader" | "operator" | "viewer" | "nobody";
  /** `{app}`, `{endpoint}`, `{failing}`, `{email}`, `{empty}` … are ids of what there is, see world.ts. */
  path: string;
  /** Answers with this status instead of 200. */
  status?: number;
  /** Is in the README's pictures. */
  picture?: boolean;
}

const portal = "/portal/{app}";
const console = "/console/app/{app}";

export const screens: Screen[] = [
  { name: "portal-login", who: "nobody", path: "/portal" },
  { name: "portal-expired", who: "nobody", path: `${portal}/webhooks`, status: 401 },
  { name: "not-found", who: "customer", path: `${portal}/nowhere`, status: 404 },
  { name: "webhooks", who: "customer", path: `${portal}/webhooks`, picture: true },
  { name: "webhooks-empty", who: "customer", path: "/portal/{empty}/webhooks", picture: true },
  { name: "webhooks-read-only", who: "reader", path: `${portal}/webhooks` },
  { name: "webhook", who: "customer", path: `${portal}/webhooks/{endpoint}`, picture: true },
  { name: "webhook-failing", who: "customer", path: `${portal}/webhooks/{failing}` },
  { name: "webhook-new", who: "customer", path: `${portal}/webhooks/new`, picture: true },
  { name: "webhook-edit", who: "customer", path: `${portal}/webhooks/{endpoint}/edit` },
  { name: "webhook-edit-email", who: "customer", path: `${portal}/webhooks/{email}/edit` },
  { name: "webhook-test", who: "customer", path: `${portal}/webhooks/{endpoint}/test`, picture: true },
  { name: "requests", who: "customer", path: `${portal}/attempts`, picture: true },
  { name: "requests-empty", who: "customer", path: "/portal/{empty}/attempts" },
  { name: "request", who: "customer", path: `${portal}/attempts/{message}/{attempt}`, picture: true },
  { name: "request-failed", who: "customer", path: `${portal}/attempts/{failedMessage}/{failure}` },
  { name: "events", who: "customer", path: `${portal}/messages`, picture: true },
  { name: "events-empty", who: "customer", path: "/portal/{empty}/messages" },
  { name: "event", who: "customer", path: `${portal}/messages/{message}`, picture: true },
  { name: "catalogue", who: "customer", path: `${portal}/catalogue`, picture: true },
  {
    name: "catalogue-event",
    who: "customer",
    path: `${portal}/catalogue/appointment.booking.created`,
    picture: true,
  },
  { name: "receiver", who: "customer", path: `${portal}/receiver`, picture: true },
  { name: "receiver-empty", who: "customer", path: "/portal/{empty}/receiver" },
  { name: "time-zone", who: "customer", path: `${portal}/time-zone` },
  { name: "console-login", who: "nobody", path: "/console/login" },
  { name: "overview", who: "operator", path: "/console", picture: true },
  { name: "applications", who: "operator", path: "/console/apps", picture: true },
  { name: "application-new", who: "operator", path: "/console/apps/new" },
  { name: "application-edit", who: "operator", path: "/console/apps/{app}/edit" },
  { name: "application-access", who: "operator", path: "/console/apps/{app}/access" },
  { name: "plans", who: "operator", path: "/console/plans" },
  { name: "plan-new", who: "operator", path: "/console/plans/new" },
  { name: "plan-edit", who: "operator", path: "/console/plans/edit?name=pro" },
  { name: "event-types", who: "operator", path: "/console/event-types", picture: true },
  { name: "event-type-new", who: "operator", path: "/console/event-types/new" },
  {
    name: "event-type-edit",
    who: "operator",
    path: "/console/event-types/edit?name=appointment.booking.created",
  },
  { name: "event-type-import", who: "operator", path: "/console/event-types/import" },
  { name: "presets", who: "operator", path: "/console/presets" },
  { name: "feed", who: "operator", path: "/console/feed", picture: true },
  { name: "dead-letters", who: "operator", path: "/console/dead-letters", picture: true },
  { name: "operational", who: "operator", path: "/console/operational" },
  { name: "operational-new", who: "operator", path: "/console/operational/new" },
  { name: "operational-edit", who: "operator", path: "/console/operational/{operational}/edit" },
  { name: "api-keys", who: "operator", path: "/console/api-keys", picture: true },
  { name: "api-key-new", who: "operator", path: "/console/api-keys/new" },
  { name: "api-keys-read-only", who: "viewer", path: "/console/api-keys", status: 403 },
  { name: "plans-read-only", who: "viewer", path: "/console/plans" },
  { name: "settings-read-only", who: "viewer", path: "/console/settings" },
  { name: "settings", who: "operator", path: "/console/settings", picture: true },
  { name: "application-webhooks", who: "operator", path: `${console}/webhooks` },
];
