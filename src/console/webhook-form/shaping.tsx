import type { FC } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import { Badge } from "../ui/page.tsx";
import { Choice, Line, Section, Select } from "./controls.tsx";
import type { FieldRow } from "./form.ts";
import { changing, type Scene, swapping } from "./scene.ts";

const methods = ["POST", "GET", "PUT", "PATCH"] as const;
const ids = /^(?:method|contentType|mode|hierarchy|envelope|field-.*)$/;
const actions = /^(?:add-field|pick|remove-field|fields)/;

/** Method, content type and what the body is made of. */
export const Shaping: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems, acted } = s;
  const set =
    form.method !== "POST" ||
    form.contentType !== "json" ||
    form.mode !== "full" ||
    form.hierarchy !== "" ||
    form.envelope !== "none";
  const open = set || actions.test(acted) || problems.some(({ at }) => ids.test(at));
  const entries = <T extends Record<string, string>>(options: T) =>
    Object.entries(options).map(([value, label]) => ({ value, label }));
  return (
    <Section
      id="shaping"
      title={text.request}
      summary={text.requestSummary(form.method, form.mode === "full" ? null : form.fields.length)}
      open={open}
    >
      <div class="when-http">
        <Choice
          s={s}
          name="method"
          label={text.method}
          value={form.method}
          options={methods.map((value) => ({ value, label: value }))}
          compact
        />
        <p class="hint after">{text.methodHint}</p>
      </div>
      <Choice
        s={s}
        name="mode"
        label={text.mode}
        value={form.mode}
        options={entries(text.modes)}
        more={{ "hx-post": `${s.action}?do=fields`, "hx-target": "#fields", ...swapping("#fields") }}
      />
      <div class="when-fields">
        <Fields s={s} />
      </div>
      <Select
        s={s}
        id="hierarchy"
        label={text.hierarchy}
        value={form.hierarchy}
        options={Object.entries(text.hierarchies)}
      />
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
