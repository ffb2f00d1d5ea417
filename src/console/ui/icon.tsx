import type { FC } from "hono/jsx";

/** Line icons on a grid of 24, drawn in the colour of the text. */
const paths = {
  overview: "M4 11l8-7 8 7v9h-5.5v-5.5h-5V20H4z",
  horn: "M4 10v4M8 8v8M8 9.5 19 5v14L8 14.5M11 15.5a2.5 2.5 0 0 0 4.5 2",
  webhooks:
    "M9 8a3.5 3.5 0 1 1 5 3.2l3 5M15 17a3.5 3.5 0 1 0 3-1.8M12.5 8.5l-3.2 6M9.5 17H16M4 17a3 3 0 1 0 2.5-3",
  attempts: "M4 7h13M13 3l4 4-4 4M20 17H7M11 13l-4 4 4 4",
  messages: "M4 5h16v11H9l-5 4z",
  catalogue: "M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6",
  receiver: "M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5",
  applications: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  plans: "M4 6h16v12H4zM4 10h16M8 14h4",
  eventTypes: "M4 7l8-4 8 4-8 4zM4 12l8 4 8-4M4 17l8 4 8-4",
  presets: "M12 3l2.6 5.6 6 .7-4.5 4.1 1.2 6L12 16.4 6.7 19.4l1.2-6L3.4 9.3l6-.7z",
  operational: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
  deadLetters: "M4 6h16v12H4zM4 7l8 6 8-6M9 21l6-6",
  apiKeys: "M15 15a5 5 0 1 0-4.7-3.3L4 18v3h3v-2h2v-2h1.5l1.8-1.8A5 5 0 0 0 15 15zM16 8.5v.5",
  feed: "M3 12h4l3-8 4 16 3-8h4",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2",
  logout: "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
  toApplications: "M14 6l-6 6 6 6",
  back: "M14 6l-6 6 6 6",
  forward: "M10 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  alert: "M12 4l9 16H3zM12 10v4.5M12 17v.5",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5V8",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  plus: "M12 5v14M5 12h14",
  more: "M11.5 5.5h1M11.5 12h1M11.5 18.5h1",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  send: "M21 3L3 10.5l7 3.5 3.5 7zM21 3L10 14",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
  key: "M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h9M18 12v4M15 12v2.5",
  rotate: "M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5",
  mail: "M3 6h18v13H3zM3 7l9 7 9-7",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  close: "M6 6l12 12M18 6 6 18",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  chart: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
} as const;

export type IconName = keyof typeof paths;

/** An icon says nothing to a screen reader: words stand beside it. */
export const Icon: FC<{ name: IconName }> = ({ name }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);
