import type { FC } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import type { Condition } from "./conditions.ts";
import { Area, Choice, Line, Origins, Section, Select } from "./controls.tsx";
import { changing, type Scene } from "./scene.ts";

const ids = /^(?:condition|filter|excludeOrigins|channels)/;
const actions = /condition|filter/;

/** Which of the chosen events are sent at all. */
export const Rules: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems, acted } = s;
  const filters = form.filterAs === "rows" ? form.conditions.length : form.filterJson.trim() === "" ? 0 : 1;
  const count = filters + form.excludeOrigins.length + (form.channels.trim() === "" ? 0 : 1);
  const open = count > 0 || actions.test(acted) || problems.some(({ at }) => ids.test(at));
  return (
    <Section id="rules" title={text.rules} summary={text.rulesSummary(count)} open={open}>
      <fieldset id="filter" class="rows">
        <legend>{text.filter}</legend>
        <input type="hidden" name="filterAs" value={form.filterAs} />
        {form.filterAs === "rows" ? <Conditions s={s} /> : <FilterText s={s} />}
      </fieldset>
      <Origins s={s} name="excludeOrigins" label={text.excludeOrigins} value={form.excludeOrigins} />
      <Line s={s} id="channels" label={text.channels} value={form.channels} hint={text.channelsHint} />
    </Section>
  );
};

const Conditions: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { conditions, match } = s.form;
  return (
    <>
      {conditions.length > 1 ? (
        <Choice
          s={s}
          name="match"
          label={text.filter}
          value={match}
          options={Object.entries(text.matches).map(([value, label]) => ({ value, label }))}
          compact
          hidden
        />
      ) : (
        <input type="hidden" name="match" value={match} />
      )}
      {conditions.map((row, at) => (
        <ConditionControls s={s} row={row} at={at} />
      ))}
      {conditions.length > 0 && <p class="hint">{text.filterHint}</p>}
      <div class="row-buttons">
        <button
          {...changing(s, "#filter", "add-condition")}
          id="add-condition"
          class="secondary small"
          autofocus={s.focus === "add-condition"}
        >
          <Icon name="plus" />
          {text.addCondition}
        </button>
        <button {...changing(s, "#filter", "filter-json")} class="link">
          {text.editJson}
        </button>
      </div>
    </>
  );
};

const ConditionControls: FC<{ s: Scene; row: Condition; at: number }> = ({ s, row, at }) => {
  const { form: text } = s.view.text;
  const n = String(at + 1);
  return (
    <fieldset class="row condition-row">
      <legend class="visually-hidden">{text.condition(n)}</legend>
      <Line
        s={s}
        id={`condition-${at}-path`}
        name="conditionPath"
        label={text.conditionPath}
        value={row.path}
        more={{ list: "paths", placeholder: text.sourcePlaceholder }}
      />
      <Select
        s={s}
        id={`condition-${at}-operator`}
        name="conditionOperator"
        label={text.conditionOperator}
        value={row.operator}
        options={Object.entries(text.operators)}
      />
      <div class="condition-value">
        <Line
          s={s}
          id={`condition-${at}-value`}
          name="conditionValue"
          label={text.conditionValue}
          value={row.value}
        />
      </div>
      <button
        {...changing(s, "#filter", `remove-condition:${at}`)}
        class="icon-button remove"
        aria-label={text.removeCondition(n)}
        title={text.removeCondition(n)}
      >
        <Icon name="trash" />
      </button>
    </fieldset>
  );
};

const FilterText: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  return (
    <>
      <input type="hidden" name="match" value={s.form.match} />
      <Area
        s={s}
        id="filterJson"
        label={text.filterJson}
        value={s.form.filterJson}
        hint={text.filterJsonHint}
        rows={6}
        more={{ class: "mono" }}
      />
      <button {...changing(s, "#filter", "filter-rows")} class="link">
        {text.editRows}
      </button>
    </>
  );
};
