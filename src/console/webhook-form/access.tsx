import type { FC } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import { Choice, Line, Section } from "./controls.tsx";
import type { HeaderRow } from "./form.ts";
import { changing, type Scene } from "./scene.ts";

/** How the webhook proves who it is at the other system, unless that stands in front, and further headers. */
export const Access: FC<{ s: Scene }> = ({ s }) => {
  const { text } = s.view;
  const { form, problems, acted, promoted } = s;
  const { authType } = form;
  const whole = !promoted.has("auth");
  const ids = whole ? /^(?:auth|header)/ : /^header/;
  const open =
    (whole && authType !== "none") ||
    form.headers.length > 0 ||
    /header/.test(acted) ||
    problems.some(({ at }) => ids.test(at));
  const names = form.headers.map(({ name }) => name).join(", ");
  return (
    <Section
      id="access"
      title={whole ? text.form.access : text.form.headers}
      summary={whole ? text.form.accessSummary[authType] : names || text.none}
      open={open}
    >
      {whole && <Login s={s} />}
      <fieldset id="headers" class="rows">
        <legend class={whole ? undefined : "visually-hidden"}>{text.form.headers}</legend>
        {form.headers.map((row, at) => (
          <Header s={s} row={row} at={at} />
        ))}
        <button
          {...changing(s, "#headers", "add-header")}
          id="add-header"
          class="secondary small"
          autofocus={s.focus === "add-header"}
        >
          <Icon name="plus" />
          {text.form.addHeader}
        </button>
      </fieldset>
    </Section>
  );
};

export const Login: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form } = s;
  const { authType } = form;
  const kept = authType !== "none" && s.saved?.auth?.type === authType;
  const optional = form.authOptional ? s.view.text.optional : undefined;
  return (
    <>
      {form.authOptional && <input type="hidden" name="authOptional" value="on" />}
      <Choice
        s={s}
        name="authType"
        label={text.auth}
        value={authType}
        options={Object.entries(text.auths).map(([value, label]) => ({ value, label }))}
        compact
      />
      <div class="pair when-auth">
        <div class="when-auth-header">
          <Line
            s={s}
            id="authKey"
            label={text.authKey}
            value={form.authKey}
            optional={optional}
            more={{ placeholder: text.authKeyPlaceholder }}
          />
        </div>
        <div class="when-auth-basic">
          <Line s={s} id="authUsername" label={text.authUsername} value={form.authUsername} />
        </div>
        <Line
          s={s}
          id="authSecret"
          label={Object.entries(text.authSecrets).map(([type, label]) => (
            <span class={`when-auth-${type}`}>
              {label}
              {type === "header" && optional && <span class="optional">{optional}</span>}
            </span>
          ))}
          value={form.authSecret}
          hint={kept ? text.savedHint : text.secretHint}
          more={{
            type: "password",
            autocomplete: "new-password",
            ...(kept ? { placeholder: text.saved } : {}),
          }}
        />
      </div>
    </>
  );
};

const Header: FC<{ s: Scene; row: HeaderRow; at: number }> = ({ s, row, at }) => {
  const { form: text } = s.view.text;
  return (
    <div class="row header-row">
      <input type="hidden" name="headerSaved" value={row.saved} />
      <Line s={s} id={`header-${at}-name`} name="headerName" label={text.headerName} value={row.name} />
      <Line
        s={s}
        id={`header-${at}-value`}
        name="headerValue"
        label={text.headerValue}
        value={row.value}
        more={row.saved === "" ? {} : { placeholder: text.saved, title: text.savedHint }}
      />
      <button
        {...changing(s, "#headers", `remove-header:${at}`)}
        class="icon-button remove"
        aria-label={text.removeHeader(row.name || String(at + 1))}
        title={text.removeHeader(row.name || String(at + 1))}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
};
