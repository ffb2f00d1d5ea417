import { Hono } from "hono";
import type { FC } from "hono/jsx";
import type { EventType } from "../../../contract/event-type.ts";
import type { Plan } from "../../../contract/plan.ts";
import type { Installation, Preset, PresetSummary } from "../../../contract/preset.ts";
import type { Settings } from "../../../contract/settings.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { groupLabelOf } from "../../model/event-types.ts";
import { Csrf } from "../../ui/form.tsx";
import { Badge, Note, PageHeader } from "../../ui/page.tsx";

const path = "/console/presets";

/** What the organisation has of a preset. */
interface Had {
  preset: Preset;
  /** How many of its event types are there. */
  types: number;
  complete: boolean;
  /** Defaults of new webhooks that it would give another value. */
  replaces: string[];
}

const Contents: FC<{ view: View; preset: Preset }> = ({ view, preset }) => {
  const { presets: text } = view.text;
  const { language, format } = view;
  const groups = Map.groupBy(preset.eventTypes, ({ groupName = null, descriptions = null }) =>
    groupLabelOf({ groupName, descriptions }, language),
  );
  const defaults = Object.keys(preset.endpointDefaults).map((name) => text.defaultNames[name] ?? name);
  return (
    <details>
      <summary>{text.contents}</summary>
      {[...groups].map(([group, types]) => (
        <>
          <h3>{group ?? view.text.eventTypes.ungrouped}</h3>
          <ul class="names">
            {types.map(({ name, descriptions }) => (
              <li>
                {descriptions?.[language] && <span>{descriptions[language]}</span>}
                <small class="id">{name}</small>
              </li>
            ))}
          </ul>
        </>
      ))}
      {preset.plans.length > 0 && (
        <>
          <h3>{view.text.plans.title}</h3>
          <ul class="names">
            {preset.plans.map(({ name, maxEndpoints }) => (
              <li>
                <span>{name}</span>
                <small>
                  {text.webhooksAtMost(maxEndpoints === null ? null : format.number(maxEndpoints))}
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{text.defaults}</h3>
      <p class="quiet">{defaults.length === 0 ? text.noDefaults : defaults.join(", ")}</p>
    </details>
  );
};

const Card: FC<{ view: View; had: Had }> = ({ view, had: { preset, types, complete, replaces } }) => {
  const { presets: text } = view.text;
  const { number } = view.format;
  const title = preset.title[view.language];
  return (
    <section class="card preset" aria-labelledby={`preset-${preset.name}`}>
      <header>
        <h2 id={`preset-${preset.name}`}>{title}</h2>
        {complete ? (
          <Badge tone="success" icon="check">
            {text.installed}
          </Badge>
        ) : (
          types > 0 && <Badge>{text.partly(number(types), number(preset.eventTypes.length))}</Badge>
        )}
      </header>
      <p class="quiet">
        {text.eventTypes(number(preset.eventTypes.length))} · {text.plans(number(preset.plans.length))}
      </p>
      <Contents view={view} preset={preset} />
      {replaces.length > 0 && (
        <Note tone="warning">
          {text.replaces(replaces.map((name) => text.defaultNames[name] ?? name).join(", "))}
        </Note>
      )}
      {complete && <p class="quiet">{text.againHint}</p>}
      <form method="post" action={`${path}/${preset.name}`}>
        <Csrf view={view} />
        <button
          type="submit"
          disabled={view.readOnly}
          class={complete ? "secondary" : undefined}
          aria-describedby={`preset-${preset.name}`}
        >
          {complete ? text.again : text.install}
        </button>
      </form>
    </section>
  );
};

/** Equal as JSON, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [a, b] as Record<string, unknown>[] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}

export const presets = new Hono<PageEnv>()
  .get("/presets", async (c) => {
    const { view } = c.var;
    const { presets: text } = view.text;
    const { api } = view;
    const [{ data }, types, plans, settings] = await Promise.all([
      api.get<{ data: PresetSummary[] }>("/preset"),
      api.all<EventType>("/event-type", { include_archived: true }),
      api.all<Plan>("/plan"),
      api.get<Settings>("/settings"),
    ]);
    const all = await Promise.all(data.map(({ name }) => api.get<Preset>(`/preset/${name}`)));
    const haveTypes = new Set(types.map(({ name }) => name));
    const havePlans = new Set(plans.map(({ name }) => name));
    const rows = all.map((preset): Had => {
      const there = preset.eventTypes.filter(({ name }) => haveTypes.has(name)).length;
      const now: Record<string, unknown> = settings.endpointDefaults;
      const differs = Object.entries(preset.endpointDefaults).filter(
        ([name, value]) => !same(now[name], value),
      );
      return {
        preset,
        types: there,
        complete: there === preset.eventTypes.length && preset.plans.every(({ name }) => havePlans.has(name)),
        replaces: differs.map(([name]) => name).filter((name) => now[name] != null),
      };
    });
    return c.html(
      <Layout view={view} title={text.title}>
        <PageHeader title={text.title} intro={text.intro} />
        <div class="presets">
          {rows.map((had) => (
            <Card view={view} had={had} />
          ))}
        </div>
      </Layout>,
    );
  })
  .post("/presets/:name", async (c) => {
    const { view } = c.var;
    const { presets: text } = view.text;
    const { number } = view.format;
    const name = encodeURIComponent(c.req.param("name"));
    const { title } = await view.api.get<Preset>(`/preset/${name}`);
    const { eventTypes, plans } = await view.api.post<Installation>(`/preset/${name}`);
    const said = text.result(
      title[view.language],
      number(eventTypes.created.length),
      number(eventTypes.updated.length),
      number(eventTypes.unchanged.length),
      number(plans.created.length),
    );
    setFlash(c, "/console", { key: "said", name: said, kind: "success" });
    return c.redirect(path, 303);
  });
