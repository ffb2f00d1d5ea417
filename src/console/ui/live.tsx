import type { Child, FC } from "hono/jsx";
import type { View } from "../app/view.ts";

interface LiveProps {
  view: View;
  id: string;
  /** Address of the page that has the same part, anew; null when the part stays as it is. */
  from: string | null;
  children?: Child;
}

/**
 * A part of a page whose list of rows (`.live-rows`, each with an id) follows what happens: new rows come in at the
 * top and rows that changed change, by our script. While somebody reads there, a button offers the new ones instead.
 */
export const Live: FC<LiveProps> = ({ view: { text, format }, id, from, children }) => (
  <div id={id} class="live" data-live={from ?? undefined}>
    {from !== null && (
      <div class="live-offer" role="status">
        <button
          type="button"
          class="small"
          hidden
          data-one={text.requests.fresh(format.number(1))}
          data-many={text.requests.fresh("#")}
        />
      </div>
    )}
    {children}
  </div>
);
