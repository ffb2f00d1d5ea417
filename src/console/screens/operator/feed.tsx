import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Feed } from "../../../contract/feed.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import type { PageEnv, View } from "../../app/view.ts";
import { FeedRows } from "../../ui/feed-rows.tsx";
import { swap } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";

const path = "/console/feed";
/** So many of the latest rows are shown. */
const shown = 100;

interface LiveProps {
  view: View;
  feed: Feed;
  paused: boolean;
  /** What was the last row when the page was drawn before. */
  after: string | null;
}

/** Asks every two seconds; the answer without anything new has no content, so that nothing is drawn again. */
const polling = (iterator: string): Record<string, string> => ({
  "hx-get": withQuery(path, { after: iterator }),
  "hx-trigger": "every 2s",
  "hx-target": "#live",
  "hx-select": "#live",
  "hx-swap": "outerMorph",
  "hx-status:4xx": "swap:none",
  "hx-status:5xx": "swap:none",
});

const Live: FC<LiveProps> = ({ view, feed, paused, after }) => {
  const { feed: text } = view.text;
  const rows = feed.data.slice(-shown).reverse();
  const last = after === null ? -1 : rows.findIndex(({ id }) => id === after);
  const fresh = new Set(after === null ? [] : rows.slice(0, Math.max(last, 0)).map(({ id }) => id));
  return (
    <section id="live" {...(paused ? {} : polling(feed.iterator))} aria-label={text.title}>
      <div class="live-bar">
        {paused ? (
          <Badge icon="pause">{text.paused}</Badge>
        ) : (
          <span class="badge success live-mark">
            <span class="dot" aria-hidden="true" />
            {text.running}
          </span>
        )}
        <a class="button secondary small" href={paused ? path : `${path}?paused=1`} {...swap("#live")}>
          <Icon name={paused ? "play" : "pause"} />
          {paused ? text.resume : text.pause}
        </a>
      </div>
      {rows.length === 0 ? (
        <Empty icon="feed" title={text.empty} hint={text.emptyHint} />
      ) : (
        <FeedRows view={view} rows={rows} fresh={fresh} />
      )}
    </section>
  );
};

async function page(c: Context<PageEnv>) {
  const { view } = c.var;
  const { feed: text } = view.text;
  const after = c.req.query("after") || null;
  if (after !== null) {
    const { data } = await view.api.get<Feed>("/feed", { after });
    if (data.length === 0) return c.body(null, 204);
  }
  const feed = await view.api.get<Feed>("/feed");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <noscript>
        <p class="note">{text.reload}</p>
      </noscript>
      <Live view={view} feed={feed} paused={c.req.query("paused") === "1"} after={after} />
    </Layout>,
  );
}

export const feed = new Hono<PageEnv>().get("/feed", page);
