import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { AppView } from "../../app/view.ts";
import { kindOf, snippetsFor } from "../../model/snippets.ts";
import { Code, CopyButton } from "../../ui/code.tsx";
import { described, Field, swap } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";
import { Note } from "../../ui/page.tsx";

interface SecretProps {
  view: AppView;
  endpoint: Endpoint;
  /** The secret, when it was asked for. */
  shown: string | null;
  /** The dialog that replaces it is open. */
  rotating: boolean;
}

export const SecretCard: FC<SecretProps> = ({ view, endpoint, shown, rotating }) => {
  const { secret: text } = view.text.webhook;
  const path = `${view.base}/webhooks/${endpoint.id}`;
  if (endpoint.destination?.type === "email")
    return (
      <section class="card">
        <h2>{text.title}</h2>
        <p class="quiet">{text.emailNone}</p>
      </section>
    );
  return (
    <section class="card" id="secret" aria-labelledby="secret-title">
      <h2 id="secret-title">{text.title}</h2>
      <p class="quiet">{text.intro}</p>
      {view.readOnly ? (
        <p class="calm">
          <Icon name="lock" />
          {text.readOnly}
        </p>
      ) : (
        <>
          <div class="secret">
            {shown === null ? (
              <span class="secret-value" role="img" aria-label={text.hidden}>
                {"•".repeat(24)}
              </span>
            ) : (
              <code class="secret-value" id="secret-value">
                {shown}
              </code>
            )}
            <span class="secret-tools">
              {shown !== null && <CopyButton view={view} value={shown} />}
              <a
                class="button secondary small"
                href={shown === null ? `${path}?secret=show#secret` : `${path}#secret`}
                {...swap("#secret")}
              >
                {shown === null ? text.show : text.hide}
              </a>
            </span>
          </div>
          {shown?.startsWith("whpk_") && <Note>{text.publicKey}</Note>}
          <a class="button secondary" href={`${path}?secret=rotate`} data-dialog="rotate">
            <Icon name="rotate" />
            {text.rotate}
          </a>
          <Confirm
            view={view}
            id="rotate"
            title={text.rotateTitle}
            action={`${path}/secret/rotate`}
            confirm={text.rotateConfirm}
            closeTo={path}
            open={rotating}
          >
            <p>{text.rotateText}</p>
            <Field id="grace" label={text.grace}>
              <select name="grace" {...described("grace", null, undefined)}>
                {Object.entries(text.graces).map(([seconds, label]) => (
                  <option value={seconds} selected={seconds === "86400"}>
                    {label}
                  </option>
                ))}
              </select>
            </Field>
          </Confirm>
        </>
      )}
    </section>
  );
};

/** How a receiver checks the signature, in five languages: one is shown, without any script. */
export const VerifyCard: FC<{ view: AppView; endpoint: Endpoint }> = ({ view, endpoint }) => {
  const { secret: text } = view.text.webhook;
  const snippets = snippetsFor(kindOf(endpoint));
  return (
    <section class="card verify" aria-labelledby="verify-title">
      <h2 id="verify-title">{text.verify}</h2>
      <p class="quiet">{text.verifyIntro}</p>
      <fieldset class="segments">
        <legend class="visually-hidden">{text.language}</legend>
        {snippets.map(({ id, language }, index) => (
          <label>
            <input type="radio" name="language" value={id} checked={index === 0} autocomplete="off" />
            {language}
          </label>
        ))}
      </fieldset>
      {snippets.map(({ id, language, install, code }) => (
        <div class="snippet" data-language={id}>
          <Code
            view={view}
            id={`install-${id}`}
            label={`${text.install} (${language})`}
            text={install}
            plain
          />
          <Code view={view} id={`code-${id}`} label={`${text.code} (${language})`} text={code} plain />
        </div>
      ))}
    </section>
  );
};
