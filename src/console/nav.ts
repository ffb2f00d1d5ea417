import type { Text } from "./text.ts";

/** A section of the navigation: its path below the view's base, and the key of its name in `text.nav`. */
export interface Section {
  path: string;
  label: keyof Text["nav"];
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
export const consoleSections: Section[] = [{ path: "/apps", label: "applications" }];
