import type { Text } from "../text/text.ts";

/** A section of the navigation: its path below the view's base, and the key of its name in `text.nav`. */
export interface Section {
  path: string;
  label: keyof Text["nav"];
  /** Pages below its path belong to other sections. */
  alone?: true;
  /** Not for who may only look. */
  secret?: true;
}

/** Of one application, in the portal and in the console. */
export const appSections: Section[] = [
  { path: "/webhooks", label: "webhooks" },
  { path: "/attempts", label: "attempts" },
  { path: "/messages", label: "messages" },
  { path: "/catalogue", label: "catalogue" },
  { path: "/receiver", label: "receiver" },
];

/** Of the console, beside the applications' own. */
export const consoleSections: Section[] = [
  { path: "", label: "overview", alone: true },
  { path: "/apps", label: "applications" },
  { path: "/plans", label: "plans" },
  { path: "/event-types", label: "eventTypes" },
  { path: "/presets", label: "presets" },
  { path: "/feed", label: "feed" },
  { path: "/dead-letters", label: "deadLetters" },
  { path: "/operational", label: "operational" },
  { path: "/api-keys", label: "apiKeys", secret: true },
  { path: "/settings", label: "settings" },
];
