import type { Child, FC } from "hono/jsx";
import { onceField, shownField } from "../app/shown.ts";
import type { View } from "../app/view.ts";
import type { Prints } from "../model/three-way.ts";
import { type PlainIssue, placeOf } from "../text/plain-words.ts";

/** Attributes for a form or link that changes only this part of the page, when there is JavaScript. */
export const swap = (target: string, also: string[] = []): Record<string, string> => ({
  "hx-boost": "true",
  "hx-target": target,
  "hx-select": target,
  "hx-select-oob": ["#flash", ...also].join(","),
  // What is the same stays: the focus above all.
  "hx-swap": "outerMorph",
  "hx-push-url": "false",
});

/** Attributes for a part of the page that looks again by itself; when that fails, it stays as it is. */
export const looksAgain = (path: string, target: string, every: string): Record<string, string> => ({
  "hx-get": path,
  "hx-trigger": `every ${every}`,
  "hx-target": target,
  "hx-select": target,
  "hx-swap": "outerMorph",
  "hx-status:4xx": "swap:none",
  "hx-status:5xx": "swap:none",
});

/** The field that every form of a session carries. */
export const Csrf: FC<{ view: View }> = ({ view }) => (
  <input type="hidden" name="csrf" value={view.session.csrf} />
);

/** What a form showed when it was opened; see `three-way`. */
export const Shown: FC<{ prints: Prints | null }> = ({ prints }) =>
  prints && <input type="hidden" name={shownField} value={JSON.stringify(prints)} />;

/** A mark by which a form that comes twice does its work once. */
export const Once: FC = () => <input type="hidden" name={onceField} value={crypto.randomUUID()} />;

/** The message of the first issue at a place, e.g. `payload.fields.0.name`. */
export function issueAt(issues: readonly PlainIssue[] | null, place: string): string | undefined {
  return issues?.find((issue) => placeOf(issue) === place)?.msg;
}

interface FieldProps {
  /** Of the control, which the label, hint and error are tied to. */
  id: string;
  label: Child;
  hint?: Child;
  error?: string | undefined;
  optional?: string | undefined;
  /** The control; give it the attributes of `described`. */
  children?: Child;
}

/** What a control needs so that a screen reader says its hint and its error. */
export const described = (id: string, hint: unknown, error: string | undefined) => ({
  id,
  "aria-describedby":
    [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined,
  "aria-invalid": error ? ("true" as const) : undefined,
});

export const Field: FC<FieldProps> = ({ id, label, hint, error, optional, children }) => (
  <div class="field">
    <label for={id}>
      {label}
      {optional && <span class="optional">{optional}</span>}
    </label>
    {children}
    {hint && (
      <small id={`${id}-hint`} class="hint">
        {hint}
      </small>
    )}
    {error && (
      <small id={`${id}-error`} class="error">
        {error}
      </small>
    )}
  </div>
);

interface InputProps {
  id: string;
  label: Child;
  name?: string;
  value?: string | number | undefined;
  hint?: Child;
  error?: string | undefined;
  optional?: string | undefined;
  type?: string;
  /** Further attributes of the input. */
  more?: Record<string, string | number | boolean | undefined>;
}

/** A field with an input of one line. */
export const Input: FC<InputProps> = ({
  id,
  label,
  name = id,
  value,
  hint,
  error,
  optional,
  type = "text",
  more,
}) => (
  <Field id={id} label={label} hint={hint} error={error} optional={optional}>
    <input type={type} name={name} value={value} {...described(id, hint, error)} {...more} />
  </Field>
);

interface SwitchProps {
  id: string;
  label: Child;
  name?: string;
  checked: boolean;
  hint?: Child;
  disabled?: boolean;
  more?: Record<string, string | number | boolean | undefined>;
}

/** A checkbox says by itself whether it is on. */
const asSwitch = { role: "switch" } as const;

/** A checkbox that looks like a switch: for what takes effect as a whole. */
export const Switch: FC<SwitchProps> = ({ id, label, name = id, checked, hint, disabled, more }) => (
  <div class="field switch">
    <label for={id}>
      <input
        type="checkbox"
        id={id}
        name={name}
        value="on"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...asSwitch}
        {...more}
      />
      {label}
    </label>
    {hint && (
      <small id={`${id}-hint`} class="hint">
        {hint}
      </small>
    )}
  </div>
);

interface StateSwitchProps {
  view: View;
  action: string;
  /** What is switched, for a screen reader; `shown` beside it. */
  label: string;
  on: boolean;
  name?: string;
  disabled?: boolean;
  /** The part of the page that changes with it. */
  target: string;
  children?: Child;
}

/** A switch that takes effect at once: a form of one button, so that it works without JavaScript. */
export const StateSwitch: FC<StateSwitchProps> = ({
  view,
  action,
  label,
  on,
  name = "on",
  disabled = view.readOnly,
  target,
  children,
}) => (
  <form method="post" action={action} class="state-switch" {...swap(target)}>
    <Csrf view={view} />
    <input type="hidden" name={name} value={on ? "false" : "true"} />
    <button
      type="submit"
      role="switch"
      aria-checked={on ? "true" : "false"}
      aria-label={label}
      disabled={disabled}
    >
      <span class="knob" aria-hidden="true" />
      {children && <span class="shown">{children}</span>}
    </button>
  </form>
);
