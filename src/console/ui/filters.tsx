import type { Child, FC } from "hono/jsx";
import type { EventType } from "../../contract/event-type.ts";
import { type Period, periods } from "../app/period.ts";
import type { View } from "../app/view.ts";
import { grouped, labelOf } from "../model/event-types.ts";
import { Icon } from "./icon.tsx";

interface FiltersProps {
  view: View;
  /** Path of the page. */
  action: string;
  /** The part of the page that changes with the filters. */
  target: string;
  children?: Child;
}

/** Conditions for a list: they take effect as soon as one is chosen, without JavaScript by a button. */
export const Filters: FC<FiltersProps> = ({ view: { text }, action, target, children }) => (
  <search>
    <form
      method="get"
      action={action}
      class="filters"
      aria-label={text.requests.filters.label}
      hx-get={action}
      hx-trigger="change, submit, search"
      hx-target={target}
      hx-select={target}
      hx-swap="outerHTML"
      hx-sync="this:replace"
      hx-replace-url="true"
    >
      {children}
      <noscript>
        <button type="submit" class="secondary">
          {text.requests.filters.apply}
        </button>
      </noscript>
    </form>
  </search>
);

interface SelectProps {
  id: string;
  label: string;
  children?: Child;
}

export const Select: FC<SelectProps> = ({ id, label, children }) => (
  <div class="filter">
    <label for={id}>{label}</label>
    <select id={id} name={id}>
      {children}
    </select>
  </div>
);

export const Choice: FC<{ value: string; chosen: string; children?: Child }> = ({
  value,
  chosen,
  children,
}) => (
  <option value={value} selected={value === chosen}>
    {children}
  </option>
);

/** Event types by what people call them, in their groups. */
export const TypeSelect: FC<{ view: View; types: Map<string, EventType>; value: string }> = ({
  view,
  types,
  value,
}) => {
  const { filters } = view.text.requests;
  const groups = grouped(
    [...types.values()].filter(({ archived, status }) => !archived && status !== "planned"),
    view.language,
  );
  const unknown = value !== "" && !types.has(value);
  return (
    <Select id="type" label={filters.type}>
      <Choice value="" chosen={value}>
        {filters.allTypes}
      </Choice>
      {unknown && (
        <Choice value={value} chosen={value}>
          {value}
        </Choice>
      )}
      {groups.map(({ name: group, types: members }) => {
        const options = members.map((type) => (
          <Choice value={type.name} chosen={value}>
            {labelOf(type, view.language)}
          </Choice>
        ));
        return group === null ? options : <optgroup label={group}>{options}</optgroup>;
      })}
    </Select>
  );
};

/** One of the usual periods, or two dates: those show when they are asked for. */
export const PeriodSelect: FC<{ view: View; period: Period }> = ({ view: { text }, period }) => {
  const { filters } = text.requests;
  return (
    <>
      <Select id="period" label={filters.period}>
        <Choice value="" chosen={period.name ?? ""}>
          {filters.periods.all}
        </Choice>
        {periods.map((name) => (
          <Choice value={name} chosen={period.name ?? ""}>
            {filters.periods[name]}
          </Choice>
        ))}
      </Select>
      <div class="filter own-period">
        <label for="from">{filters.from}</label>
        <input type="date" id="from" name="from" value={period.from} />
      </div>
      <div class="filter own-period">
        <label for="until">{filters.until}</label>
        <input type="date" id="until" name="until" value={period.until} />
      </div>
    </>
  );
};

/** Says that not everything is shown, with the way to everything. */
export const Filtered: FC<{ view: View; path: string }> = ({ view: { text }, path }) => (
  <p class="filtered">
    {text.requests.filters.active}
    <a href={path}>
      <Icon name="close" />
      {text.requests.filters.clear}
    </a>
  </p>
);
