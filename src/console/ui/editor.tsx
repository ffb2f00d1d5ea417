import type { Child, FC } from "hono/jsx";
import type { View } from "../app/view.ts";
import type { Prints } from "../model/three-way.ts";
import type { PlainIssue } from "../text/plain-words.ts";
import { Csrf, described, Field, Once, Shown } from "./form.tsx";
import { Note } from "./page.tsx";

interface EditorProps {
  view: View;
  action: string;
  /** What the button says. */
  save: string;
  /** Where "Cancel" leads to; without it there is no such link. */
  cancel?: string;
  issues: readonly PlainIssue[];
  id?: string;
  /** With a file in it. */
  multipart?: boolean;
  /** What the form showed when it was opened; for those that change something. */
  shown?: Prints | null;
  /** Further buttons. */
  buttons?: Child;
  children?: Child;
}

/** A form that makes or changes one thing, in sections. */
export const Editor: FC<EditorProps> = ({
  view,
  action,
  save,
  cancel,
  issues,
  id,
  multipart,
  shown = null,
  buttons,
  children,
}) => {
  const general = issues.filter(({ loc }) => loc.length <= 1);
  return (
    <form
      method="post"
      action={action}
      class="editor"
      id={id}
      novalidate
      enctype={multipart ? "multipart/form-data" : undefined}
    >
      <Csrf view={view} />
      {shown === null ? <Once /> : <Shown prints={shown} />}
      {/* The first button is the one that Enter presses. */}
      <button type="submit" hidden disabled={view.readOnly} />
      {issues.length > 0 && (
        <div role="alert">
          <Note tone="danger">
            <p>{general.length > 0 ? general.map(({ msg }) => msg).join(" ") : view.text.problems.summary}</p>
          </Note>
        </div>
      )}
      {children}
      <footer>
        <button type="submit" disabled={view.readOnly}>
          {save}
        </button>
        {buttons}
        {cancel && (
          <a class="button secondary" href={cancel}>
            {view.text.actions.cancel}
          </a>
        )}
      </footer>
    </form>
  );
};

/** Fields that belong together. */
export const Section: FC<{ title?: string; hint?: string; children?: Child }> = ({
  title,
  hint,
  children,
}) => (
  <section class="card">
    {title && <h2>{title}</h2>}
    {hint && <p class="quiet section-hint">{hint}</p>}
    {children}
  </section>
);

interface TextAreaProps {
  id: string;
  label: string;
  value: string | undefined;
  hint?: Child;
  error?: string | undefined;
  optional?: string;
  rows?: number;
  /** For JSON and the like. */
  code?: boolean;
}

export const TextArea: FC<TextAreaProps> = ({ id, label, value, hint, error, optional, rows = 4, code }) => (
  <Field id={id} label={label} hint={hint} error={error} optional={optional}>
    <textarea
      name={id}
      rows={rows}
      class={code ? "code-input" : undefined}
      spellcheck={code ? false : undefined}
      autocapitalize={code ? "off" : undefined}
      {...described(id, hint, error)}
    >
      {value}
    </textarea>
  </Field>
);

interface SelectProps {
  id: string;
  label: string;
  value: string | undefined;
  /** Value and what is shown for it. */
  options: [string, string][];
  hint?: Child;
  error?: string | undefined;
  optional?: string;
}

export const Select: FC<SelectProps> = ({ id, label, value, options, hint, error, optional }) => (
  <Field id={id} label={label} hint={hint} error={error} optional={optional}>
    <select name={id} {...described(id, hint, error)}>
      {options.map(([option, shown]) => (
        <option value={option} selected={option === (value ?? "")}>
          {shown}
        </option>
      ))}
    </select>
  </Field>
);

interface CheckProps {
  id: string;
  name?: string;
  value?: string;
  label: Child;
  checked: boolean;
  hint?: Child;
  type?: "checkbox" | "radio";
}

/** A box to tick, with its label beside it. */
export const Check: FC<CheckProps> = ({
  id,
  name = id,
  value = "on",
  label,
  checked,
  hint,
  type = "checkbox",
}) => (
  <label class="tick" for={id}>
    <input type={type} id={id} name={name} value={value} checked={checked} />
    <span>
      {label}
      {hint && <small class="hint">{hint}</small>}
    </span>
  </label>
);
