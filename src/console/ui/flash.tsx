import type { FC } from "hono/jsx";
import type { View } from "../app/view.ts";
import { Icon } from "./icon.tsx";

/** What was just done. Always there, so that screen readers hear what comes into it. */
export const Flash: FC<{ view: View }> = ({ view: { flash, text } }) => {
  const say = flash === null ? undefined : text.flash[flash.key];
  return (
    <div id="flash" aria-live="polite">
      {flash && say && (
        <p class={`flash ${flash.kind}`}>
          <Icon name={flash.kind === "error" ? "alert" : "check"} />
          {say(flash.name ?? "")}
        </p>
      )}
    </div>
  );
};
