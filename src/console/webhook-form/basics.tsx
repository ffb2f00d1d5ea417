import type { FC } from "hono/jsx";
import { Switch } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { Note } from "../ui/page.tsx";
import { Login } from "./access.tsx";
import { Choice, Line } from "./controls.tsx";
import { Batching } from "./delivery.tsx";
import { acting, control, type Scene, wrong } from "./scene.ts";
import { Method } from "./shaping.tsx";

/** Name, where to, and whether at all. */
export const Basics: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form } = s;
  return (
    <section class="card" aria-labelledby="basics-title">
      <h2 id="basics-title">{text.what}</h2>
      <Line
        s={s}
        id="name"
        label={text.name}
        value={form.name}
        hint={text.nameHint}
        more={{ placeholder: text.namePlaceholder, maxlength: 256 }}
      />
      <Choice
        s={s}
        name="destination"
        label={text.how}
        value={form.destination}
        options={[
          { value: "http", label: text.http, hint: text.httpHint },
          { value: "email", label: text.email, hint: text.emailHint },
        ]}
      />
      <div class="when-http">
        <Url s={s} />
        {s.promoted.has("method") && <Method s={s} />}
        {s.promoted.has("auth") && <Login s={s} />}
      </div>
      <div class="when-email">
        <Mailbox s={s} />
      </div>
      <Switch id="active" label={text.active} checked={form.active} hint={text.activeHint} />
      {s.promoted.has("batching") && <Batching s={s} />}
    </section>
  );
};

const Url: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const problem = wrong(s, "url");
  return (
    <>
      <div class="field">
        <label for="url">{text.url}</label>
        <input
          type="text"
          inputmode="url"
          id="url"
          name="url"
          value={s.form.url}
          placeholder="https://"
          maxlength={4096}
          aria-describedby="url-hint url-check"
          aria-invalid={problem ? "true" : undefined}
          {...control(s, "url")}
          autocapitalize="off"
        />
        <small id="url-hint" class="hint">
          {text.urlHint}
        </small>
        <UrlCheck s={s} />
      </div>
      <details class="placeholders">
        <summary>{text.placeholders}</summary>
        <p class="quiet">{text.placeholdersHint}</p>
        <div id="placeholders" class="chips">
          {placeholdersOf(s).map((name) => (
            <button {...acting(`insert:${name}`)} class="chip" data-insert={`__${name}__`}>
              {`__${name}__`}
            </button>
          ))}
        </div>
      </details>
    </>
  );
};

/** Comes anew while the address is typed. */
const UrlCheck: FC<{ s: Scene }> = ({ s }) => {
  const problem = wrong(s, "url");
  return (
    <small id="url-check" class={problem ? "error" : "known"} aria-live="polite">
      {problem ?? s.urlNote}
    </small>
  );
};

const mostPlaceholders = 30;

/** With chosen fields their parameter names, else whatever the payload has. */
function placeholdersOf({ form, paths }: Scene): string[] {
  const names = form.mode === "fields" ? form.fields.map(({ name }) => name.trim()) : paths;
  return names
    .filter((name) => /^[A-Za-z0-9](?:[A-Za-z0-9.-]|_(?!_))*$/.test(name))
    .slice(0, mostPlaceholders);
}

const Mailbox: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const saved = s.saved?.destination?.type === "email" ? s.saved.destination : null;
  return (
    <>
      <Note>{text.noRequest}</Note>
      <Line
        s={s}
        id="to"
        label={text.to}
        value={s.form.to}
        hint={text.toHint}
        more={{ inputmode: "email", placeholder: "name@example.com" }}
      />
      {saved?.confirmed === false && (
        <div class="note warning" role="note">
          <Icon name="mail" />
          <div>
            <p>
              <strong>{text.unconfirmed}</strong>
            </p>
            <p>{text.unconfirmedText(saved.to)}</p>
            <button type="submit" form="confirm-email" class="secondary small">
              {text.resend}
            </button>
          </div>
        </div>
      )}
      {saved?.confirmed === true && (
        <p class="fine">
          <Icon name="check" />
          {text.confirmed}
        </p>
      )}
    </>
  );
};
