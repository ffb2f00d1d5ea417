import type { FC } from "hono/jsx";
import type { FeedRow } from "../../contract/feed.ts";
import type { View } from "../app/view.ts";
import { Icon } from "./icon.tsx";
import { Badge, Time } from "./page.tsx";

/** Where a row of the feed leads to in the application's own pages. */
export const pageOf = ({ app, message }: FeedRow) =>
  `/console/app/${encodeURIComponent(app)}/messages/${encodeURIComponent(message)}`;

const Outcome: FC<{ view: View; row: FeedRow }> = ({ view: { text }, row }) => {
  if (row.kind === "message") return <Badge icon="messages">{text.feed.message}</Badge>;
  const ok = row.status === 0;
  const outcome = ok ? text.status[0] : text.status[2];
  return (
    <Badge tone={ok ? "success" : "danger"} icon={ok ? "check" : "alert"}>
      {row.code ? `${outcome} · ${row.code}` : ok ? outcome : text.feed.noAnswer}
    </Badge>
  );
};

interface FeedRowsProps {
  view: View;
  /** The newest first. */
  rows: FeedRow[];
  /** Ids of those that weren't there before. */
  fresh?: Set<string>;
}

/** What happened, a line each. */
export const FeedRows: FC<FeedRowsProps> = ({ view, rows, fresh }) => (
  <ol class="feed">
    {rows.map((row) => (
      <li id={`row-${row.id}`} class={fresh?.has(row.id) ? "fresh" : undefined}>
        <span class="feed-icon">
          <Icon name={row.kind === "message" ? "messages" : "send"} />
        </span>
        <a href={pageOf(row)} class="feed-event">
          {row.eventType || row.message}
        </a>
        <span class="feed-app">
          {row.appName ?? row.app}
          {row.messages > 1 && ` · ${view.text.feed.batch(view.format.number(row.messages))}`}
        </span>
        <Outcome view={view} row={row} />
        <span class="feed-time">
          <Time view={view} at={row.at} as="exact" />
        </span>
      </li>
    ))}
  </ol>
);
