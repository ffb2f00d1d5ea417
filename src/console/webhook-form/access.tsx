import type { FC } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import { Choice, Line, Section } from "./controls.tsx";
import type { HeaderRow } from "./form.ts";
import { changing, type Scene } from "./scene.ts";

const ids = /^(?:auth|header)/;

/** How the webhook proves who it is at the other system, and further headers. */
export const Access: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems, acted } = s;
  const { authType } = form;
  const kept = authType !== "none" && s.saved?.auth?.type === authType;
  const open =
    authType !== "none" ||
    form.headers.length > 0 ||
    /header/.test(acted) ||
    problems.some(({ at }) => ids.test(at));
  return (
    <Section id="access" title={text.access} summary={text.accessSummary[authType]} open={open}>
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
            <span class={`when-auth-${type}`}>{label}</span>
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
      <fieldset id="headers" class="rows">
        <legend>{text.headers}</legend>
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
          {text.addHeader}
        </button>
      </fieldset>
    </Section>
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
