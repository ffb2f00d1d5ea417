import type { Child, FC } from "hono/jsx";
import { described, Field, Input } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { origins } from "./form.ts";
import { control, type Scene, wrong } from "./scene.ts";

interface TextProps {
  s: Scene;
  id: string;
  label: Child;
  value: string;
  name?: string;
  hint?: Child;
  optional?: string | undefined;
  more?: Record<string, string | number | boolean | undefined>;
}

/** An input of one line with its problem. */
export const Line: FC<TextProps> = ({ s, id, label, value, name = id, hint, optional, more }) => (
  <Input
    id={id}
    name={name}
    label={label}
    value={value}
    hint={hint}
    optional={optional}
    error={wrong(s, id)}
    more={{ ...control(s, id), ...more }}
  />
);

/** HTML takes the first line break of a textarea away. */
export const Area: FC<TextProps & { rows?: number }> = ({ s, id, label, value, hint, rows = 3, more }) => (
  <Field id={id} label={label} hint={hint} error={wrong(s, id)}>
    <textarea name={id} rows={rows} {...described(id, hint, wrong(s, id))} {...control(s, id)} {...more}>
      {`\n${value}`}
    </textarea>
  </Field>
);

interface ChoiceProps {
  s: Scene;
  /** Of the controls and of the group. */
  name: string;
  label: string;
  value: string;
  options: readonly { value: string; label: Child; hint?: string }[];
  /** Beside one another, as few short words. */
  compact?: boolean;
  hidden?: boolean;
  more?: Record<string, string | undefined>;
}

/** One of several. */
export const Choice: FC<ChoiceProps> = ({ s, name, label, value, options, compact, hidden, more }) => {
  const problem = wrong(s, name);
  return (
    <fieldset
      class={compact ? "choice compact" : "choice"}
      aria-describedby={problem ? `${name}-error` : undefined}
    >
      <legend class={hidden ? "visually-hidden" : undefined}>{label}</legend>
      <div class="options">
        {options.map((option, at) => (
          <label>
            <input
              type="radio"
              name={name}
              value={option.value}
              id={at === 0 ? name : undefined}
              checked={option.value === value}
              autofocus={s.focus === name && at === 0}
              {...more}
            />
            <span>
              {option.label}
              {option.hint && <small class="hint">{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      {problem && (
        <small id={`${name}-error`} class="error-text">
          {problem}
        </small>
      )}
    </fieldset>
  );
};

interface SelectProps {
  s: Scene;
  id: string;
  name?: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
}

export const Select: FC<SelectProps> = ({ s, id, name = id, label, value, options }) => (
  <Field id={id} label={label} error={wrong(s, id)}>
    <select name={name} {...described(id, null, wrong(s, id))} autofocus={s.focus === id}>
      {options.map(([key, shown]) => (
        <option value={key} selected={key === value}>
          {shown}
        </option>
      ))}
    </select>
  </Field>
);

interface CheckProps {
  name: string;
  value?: string;
  id?: string;
  checked: boolean;
  label: Child;
  hint?: string;
}

export const Check: FC<CheckProps> = ({ name, value = "on", id, checked, label, hint }) => (
  <label class="check">
    <input type="checkbox" name={name} value={value} id={id} checked={checked} />
    <span>
      {label}
      {hint && <small class="hint">{hint}</small>}
    </span>
  </label>
);

/** The usual origins to tick, and a line for others. */
export const Origins: FC<{
  s: Scene;
  name: string;
  label: string;
  hint?: string;
  value: readonly string[];
}> = ({ s, name, label, hint, value }) => {
  const { form: text } = s.view.text;
  const usual: readonly string[] = origins;
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="checks">
        {origins.map((origin) => (
          <Check
            name={name}
            value={origin}
            checked={value.includes(origin)}
            label={
              <>
                {text.origins[origin]} <code>{origin}</code>
              </>
            }
          />
        ))}
      </div>
      <Line
        s={s}
        id={name}
        name={`${name}Other`}
        label={text.otherOrigins}
        value={value.filter((origin) => !usual.includes(origin)).join(", ")}
      />
      {hint && <small class="hint">{hint}</small>}
    </fieldset>
  );
};

interface SectionProps {
  id: string;
  title: string;
  /** What is set in it, in a few words. */
  summary: string;
  open: boolean;
  children?: Child;
}

/** A part of the form that most people never open. */
export const Section: FC<SectionProps> = ({ id, title, summary, open, children }) => (
  <details class="card section" id={id} open={open}>
    <summary>
      <span class="section-title">{title}</span>
      <span class="section-summary">{summary}</span>
      <Icon name="forward" />
    </summary>
    <div class="section-body">{children}</div>
  </details>
);
