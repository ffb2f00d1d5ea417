import type { FC } from "hono/jsx";
import { covers, isWildcard, prefixOf } from "../../core/matching/event-types.ts";
import { Badge, Note } from "../ui/page.tsx";
import { type Choice as EventChoice, type Group, selectable, wordsOf } from "./catalogue.ts";
import { Choice, Line } from "./controls.tsx";
import { acting, type Scene, swapping } from "./scene.ts";

/** Which events the webhook gets. */
export const Events: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, groups, types } = s;
  const offered = new Set(types.map(({ name }) => name));
  const wildcards = form.eventTypes.filter(isWildcard);
  const gone = form.eventTypes.filter((name) => !offered.has(name) && !isWildcard(name));
  const forcing = types.some(({ fields }) => fields?.some(({ alwaysSent }) => alwaysSent));
  const changes = forcing
    ? {
        "hx-post": `${s.action}?do=fields`,
        "hx-trigger": "change",
        "hx-target": "#fields",
        ...swapping("#fields"),
      }
    : {};
  return (
    <section class="card" aria-labelledby="events-title" {...changes}>
      <h2 id="events-title">{text.events}</h2>
      {types.length === 0 && <Note>{text.noTypes}</Note>}
      <Choice
        s={s}
        name="events"
        label={text.eventsIntro}
        value={form.events}
        options={[
          { value: "some", label: text.someEvents },
          { value: "all", label: text.allEvents },
        ]}
      />
      <div class="when-some" id="groups">
        {groups.map((group, at) => (
          <EventGroup s={s} group={group} at={at} alone={groups.length === 1} />
        ))}
        <Further
          id="group-wildcards"
          title={text.wildcards}
          names={wildcards}
          labelOf={(name) => text.beginningWith(prefixOf(name))}
        />
        <Further id="group-gone" title={text.goneEvents} names={gone} />
      </div>
      <Asked s={s} />
    </section>
  );
};

/** Values that events must have. */
const Asked: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  if (s.asked.length === 0) return null;
  return (
    <div class="asked">
      {s.asked.map(({ path, label, example }, at) => (
        <>
          <input type="hidden" name="askedPath" value={path} />
          <Line
            s={s}
            id={`asked-${at}`}
            name="askedValue"
            label={label}
            value={s.form.asked.find((one) => one.path === path)?.value ?? ""}
            hint={text.askedHint}
            more={example === null ? {} : { placeholder: text.forExample(example) }}
          />
        </>
      ))}
    </div>
  );
};

/** Chosen ones that are no event types of the catalogue. */
const Further: FC<{ id: string; title: string; names: string[]; labelOf?: (name: string) => string }> = ({
  id,
  title,
  names,
  labelOf,
}) =>
  names.length > 0 && (
    <fieldset class="event-group" aria-labelledby={id}>
      <div class="group-head">
        <h3 id={id}>{title}</h3>
      </div>
      {names.map((name) => (
        <label class="event">
          <input type="checkbox" name="eventTypes" value={name} checked />
          <span class="event-text">
            {labelOf && <span class="event-label">{labelOf(name)}</span>}
            <code class="event-id">{name}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );

const EventGroup: FC<{ s: Scene; group: Group; at: number; alone: boolean }> = ({ s, group, at, alone }) => {
  const { form: text } = s.view.text;
  const name = group.name ?? (alone ? text.events : text.otherEvents);
  return (
    <fieldset class="event-group" aria-labelledby={`group-${at}`}>
      <div class="group-head">
        <h3 id={`group-${at}`}>{name}</h3>
        {group.choices.filter(selectable).length > 1 && (
          <button
            {...acting(`select-group:${at}`)}
            class="link select-all"
            data-none={text.selectNone}
            aria-label={`${text.selectAll}: ${name}`}
          >
            {text.selectAll}
          </button>
        )}
      </div>
      {group.choices.map((choice) => (
        <Event s={s} choice={choice} />
      ))}
    </fieldset>
  );
};

/** Names of feature flags as people read them. */
const shownFlags = (flags: readonly string[], or: string) =>
  flags.map((flag) => flag.charAt(0).toUpperCase() + flag.slice(1)).join(or);

const Event: FC<{ s: Scene; choice: EventChoice }> = ({ s, choice }) => {
  const { form: text } = s.view.text;
  const { type, needs, planned } = choice;
  const { label, more } = wordsOf(type, s.view.language);
  const checked = s.form.eventTypes.includes(type.name);
  const covering = s.form.eventTypes.find((one) => isWildcard(one) && covers(one, type.name));
  const excluded = type.excludeOrigins ?? [];
  const others = excluded.filter((origin) => origin !== "import");
  return (
    <label class={selectable(choice) ? "event" : "event off"}>
      <input
        type="checkbox"
        name="eventTypes"
        value={type.name}
        checked={checked}
        disabled={!selectable(choice) && !checked}
      />
      <span class="event-text">
        <span class="event-label">
          {`${label} `}
          {type.availableSince && <Badge>{text.since(type.availableSince)}</Badge>}
          {needs && (
            <Badge tone="accent" icon="lock">
              {text.only(shownFlags(needs, text.or))}
            </Badge>
          )}
          {planned && (
            <Badge tone="warning" icon="clock">
              {text.planned}
            </Badge>
          )}
          {type.deprecated && <Badge tone="warning">{text.deprecated}</Badge>}
          {covering && <Badge tone="accent">{text.coveredBy(covering)}</Badge>}
        </span>
        <code class="event-id">{type.name}</code>
        {more && <small class="hint">{more}</small>}
        {excluded.includes("import") && <small class="hint">{text.notByImports}</small>}
        {others.length > 0 && (
          <small class="hint">
            {text.notBy(others.map((origin) => text.origins[origin] ?? origin).join(", "))}
          </small>
        )}
      </span>
    </label>
  );
};
