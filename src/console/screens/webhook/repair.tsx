import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { AppView } from "../../app/view.ts";
import { hour } from "../../model/endpoints.ts";
import { typedMoment } from "../../model/moments.ts";
import { Csrf, described, Field, Input, Once } from "../../ui/form.tsx";

/** The window that a form asks for, or what is wrong with it. */
export function windowFrom(
  form: FormData,
  view: AppView,
): { window: { since: string; until?: string }; problem: null } | { window: null; problem: string } {
  const { repair: text } = view.text.webhook;
  const hours = Number(form.get("window"));
  const now = Date.now();
  const iso = (at: number) => new Date(at).toISOString();
  if (hours > 0) return { window: { since: iso(now - hours * hour) }, problem: null };
  const until = String(form.get("until") ?? "");
  const from = typedMoment(String(form.get("since") ?? ""), view.format.timeZone, "from");
  const to = until === "" ? null : typedMoment(until, view.format.timeZone, "until");
  if (from === null || (until !== "" && to === null)) return { window: null, problem: text.badTime };
  if (from >= (to ?? now) || from >= now) return { window: null, problem: text.badWindow };
  return { window: { since: iso(from), ...(to === null ? {} : { until: iso(to) }) }, problem: null };
}

/** What was entered and didn't fit. */
export interface Refused {
  kind: "recover" | "replay";
  since: string;
  until: string;
  problem: string;
}

const Window: FC<{ view: AppView; kind: Refused["kind"]; refused: Refused | null; disabled: boolean }> = ({
  view,
  kind,
  refused,
  disabled,
}) => {
  const { repair: text } = view.text.webhook;
  const problem = refused?.problem;
  const id = `${kind}-window`;
  return (
    <div class="window">
      <Field id={id} label={text.since}>
        <select name="window" disabled={disabled} {...described(id, null, undefined)}>
          {Object.entries(text.windows).map(([hours, label]) => (
            <option value={hours} selected={!refused && hours === "24"}>
              {label}
            </option>
          ))}
          <option value="custom" selected={refused !== null}>
            {text.custom}
          </option>
        </select>
      </Field>
      <div class="custom-window">
        <Input
          id={`${kind}-since`}
          name="since"
          type="datetime-local"
          label={text.from}
          value={refused?.since}
          hint={text.zone(view.format.timeZone)}
          error={problem}
        />
        <Input
          id={`${kind}-until`}
          name="until"
          type="datetime-local"
          label={text.to}
          value={refused?.until}
          hint={text.toHint}
        />
      </div>
    </div>
  );
};

interface RepairProps {
  view: AppView;
  endpoint: Endpoint;
  refused: Refused | null;
}

/** Sends again what failed, or what was never sent. */
export const RepairCard: FC<RepairProps> = ({ view, endpoint, refused }) => {
  const { repair: text } = view.text.webhook;
  if (view.readOnly) return null;
  const path = `${view.base}/webhooks/${endpoint.id}`;
  const why = !view.app.webhooksEnabled ? text.off : endpoint.disabled ? text.paused : null;
  const kinds = [
    { kind: "recover", title: text.recoverTitle, says: text.recoverText, button: text.recover },
    { kind: "replay", title: text.replayTitle, says: text.replayText, button: text.replay },
  ] as const;
  return (
    <section class="card" id="repair" aria-labelledby="repair-title">
      <h2 id="repair-title">{text.title}</h2>
      <p class="quiet">{text.intro}</p>
      {why && (
        <p class="quiet" id="repair-why">
          {why}
        </p>
      )}
      <div class="repairs">
        {kinds.map(({ kind, title, says, button }) => (
          <form method="post" action={`${path}/${kind}`}>
            <Csrf view={view} />
            <Once />
            <h3>{title}</h3>
            <p class="quiet">{says}</p>
            <Window
              view={view}
              kind={kind}
              refused={refused?.kind === kind ? refused : null}
              disabled={why !== null}
            />
            <button
              type="submit"
              class="secondary"
              disabled={why !== null}
              title={why ?? undefined}
              aria-describedby={why ? "repair-why" : undefined}
            >
              {button}
            </button>
          </form>
        ))}
      </div>
    </section>
  );
};
