import type { FC } from "hono/jsx";
import type { Promotable } from "../../core/extensions/form.ts";
import { Icon } from "../ui/icon.tsx";
import { Badge } from "../ui/page.tsx";
import { Choice, Line, Section, Select } from "./controls.tsx";
import type { FieldRow } from "./form.ts";
import { changing, isSet, type Scene, swapping } from "./scene.ts";

const methods = ["POST", "GET", "PUT", "PATCH"] as const;
const parts = ["method", "contentType", "mode", "fields", "hierarchy", "envelope"] as const;
const actions = /^(?:add-field|pick|remove-field|fields)/;
const entries = <T extends Record<string, string>>(options: T) =>
  Object.entries(options).map(([value, label]) => ({ value, label }));

/** Method, content type and what the body is made of, as far as it doesn't stand in front. */
export const Shaping: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems, acted, promoted } = s;
  const here = (part: Promotable) => !promoted.has(part);
  const ids = [
    "contentType",
    "envelope",
    here("method") && "method",
    here("hierarchy") && "hierarchy",
    here("fields") && "mode",
  ];
  const isHere = (at: string) => ids.includes(at) || (here("fields") && at.startsWith("field-"));
  const set =
    (here("method") && form.method !== "POST") ||
    form.contentType !== "json" ||
    (here("fields") && form.mode !== "full") ||
    (here("hierarchy") && form.hierarchy !== "") ||
    form.envelope !== "none";
  const touched = isSet(s, ...parts);
  const open =
    (set && touched) || (here("fields") && actions.test(acted)) || problems.some(({ at }) => isHere(at));
  const whole = here("method") && here("fields") && here("hierarchy");
  return (
    <Section
      id="shaping"
      title={whole ? text.request : text.requestMore}
      summary={
        whole
          ? text.requestSummary(form.method, form.mode === "full" ? null : form.fields.length)
          : text.contentTypes[form.contentType]
      }
      open={open}
    >
      {here("method") && <Method s={s} />}
      {here("fields") && <Contents s={s} />}
      {here("hierarchy") && <Hierarchy s={s} />}
      <div class="pair">
        <Select
          s={s}
          id="envelope"
          label={text.envelope}
          value={form.envelope}
          options={Object.entries(text.envelopes)}
        />
        <div class="when-http">
          <Select
            s={s}
            id="contentType"
            label={text.contentType}
            value={form.contentType}
            options={Object.entries(text.contentTypes)}
          />
        </div>
      </div>
    </Section>
  );
};

/** What of it stands in front, behind the events. */
export const ShapingInFront: FC<{ s: Scene }> = ({ s }) => {
  const fields = s.promoted.has("fields");
  const hierarchy = s.promoted.has("hierarchy");
  if (!fields && !hierarchy) return null;
  return (
    <section class="card" aria-labelledby="contents-title">
      <h2 id="contents-title">{s.view.text.form.request}</h2>
      {fields && <Contents s={s} />}
      {hierarchy && <Hierarchy s={s} />}
    </section>
  );
};

export const Method: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  return (
    <div class="when-http">
      <Choice
        s={s}
        name="method"
        label={text.method}
        value={s.form.method}
        options={methods.map((value) => ({ value, label: value }))}
        compact
      />
      <p class="hint after">{text.methodHint}</p>
    </div>
  );
};

const Contents: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  return (
    <>
      <Choice
        s={s}
        name="mode"
        label={text.mode}
        value={s.form.mode}
        options={entries(text.modes)}
        more={{ "hx-post": `${s.action}?do=fields`, "hx-target": "#fields", ...swapping("#fields") }}
      />
      <div class="when-fields">
        <Fields s={s} />
      </div>
    </>
  );
};

const Hierarchy: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  return (
    <Select
      s={s}
      id="hierarchy"
      label={text.hierarchy}
      value={s.form.hierarchy}
      options={Object.entries(text.hierarchies)}
    />
  );
};

const Fields: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { fields } = s.form;
  return (
    <div id="fields" class="rows">
      {fields.length === 0 && <p class="quiet">{text.noFields}</p>}
      {fields.map((row, at) => (
        <FieldControls s={s} row={row} at={at} />
      ))}
      <Picks s={s} />
      <button
        {...changing(s, "#fields", "add-field")}
        id="add-field"
        class="secondary small"
        autofocus={s.focus === "add-field"}
      >
        <Icon name="plus" />
        {text.ownField}
      </button>
    </div>
  );
};

const FieldControls: FC<{ s: Scene; row: FieldRow; at: number }> = ({ s, row, at }) => {
  const { form: text } = s.view.text;
  const always = s.picks.some(({ alwaysSent, path }) => alwaysSent && path === row.source.trim());
  const locked = row.locked || always;
  const name = row.name || text.field(String(at + 1));
  const note = [row.locked ? "locked" : "", row.blank ? "blank" : ""].join(" ").trim();
  return (
    <fieldset class={locked ? "row field-row locked" : "row field-row"}>
      <legend class="visually-hidden">{text.field(String(at + 1))}</legend>
      <input type="hidden" name="fieldNote" value={note} />
      <Line s={s} id={`field-${at}-name`} name="fieldName" label={text.parameter} value={row.name} />
      <Line
        s={s}
        id={`field-${at}-source`}
        name="fieldSource"
        label={text.source}
        value={row.source}
        more={{ list: "paths", placeholder: text.sourcePlaceholder, readonly: locked || undefined }}
      />
      <Line s={s} id={`field-${at}-preset`} name="fieldPreset" label={text.preset} value={row.preset} />
      <Select
        s={s}
        id={`field-${at}-mode`}
        name="fieldMode"
        label={text.presetUse}
        value={row.valueMode}
        options={Object.entries(text.presetModes)}
      />
      {locked ? (
        <Badge icon="lock">{text.locked}</Badge>
      ) : (
        <button
          {...changing(s, "#fields", `remove-field:${at}`)}
          class="icon-button remove"
          aria-label={text.removeField(name)}
          title={text.removeField(name)}
        >
          <Icon name="trash" />
        </button>
      )}
    </fieldset>
  );
};

/** The fields that the chosen events offer and that aren't there yet. */
const Picks: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const there = new Set(s.form.fields.map(({ source }) => source.trim()));
  const left = s.picks.filter(({ path }) => !there.has(path));
  return (
    <div id="picks" class="picks">
      {left.length > 0 && (
        <>
          <p class="picks-title">{text.insertFields}</p>
          <div class="chips">
            {left.map(({ path, label }) => (
              <button {...changing(s, "#fields", `pick:${path}`)} class="chip" title={path}>
                <Icon name="plus" />
                {label}
              </button>
            ))}
            {left.length > 1 && (
              <button {...changing(s, "#fields", "pick-all")} class="link">
                {text.insertAll}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
};
