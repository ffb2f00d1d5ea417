import type { FC } from "hono/jsx";
import type { EventType } from "../../contract/event-type.ts";
import type { View } from "../app/view.ts";
import { flagName, versionOf } from "../model/event-types.ts";
import { Icon } from "./icon.tsx";
import { Badge } from "./page.tsx";

/** Planned, only with a larger plan, since which version, on its way out. */
export const EventBadges: FC<{ view: View; type: EventType }> = ({
  view,
  type: { status, featureFlags, availableSince, deprecated },
}) => {
  const { catalogue: text } = view.text;
  return (
    <>
      {status === "planned" && (
        <Badge icon="clock" title={text.plannedHint}>
          {text.planned}
        </Badge>
      )}
      {featureFlags && featureFlags.length > 0 && (
        <Badge tone="accent" icon="lock">
          {text.only(featureFlags.map(flagName).join(", "))}
        </Badge>
      )}
      {availableSince && <Badge>{text.since(versionOf(availableSince))}</Badge>}
      {deprecated && (
        <Badge tone="warning" icon="alert">
          {text.deprecated}
        </Badge>
      )}
    </>
  );
};

/** What doesn't set the event off, although one might think so. */
export const OriginsHint: FC<{ view: View; type: EventType }> = ({ view, type: { excludeOrigins } }) => {
  const { catalogue: text } = view.text;
  if (!excludeOrigins || excludeOrigins.length === 0) return null;
  const others = excludeOrigins.filter((origin) => origin !== "import");
  return (
    <p class="origins-hint">
      <Icon name="info" />
      {[
        excludeOrigins.includes("import") ? text.notByImports : "",
        others.length > 0 ? text.notBy(others.join(", ")) : "",
      ]
        .filter(Boolean)
        .join(" ")}
    </p>
  );
};
