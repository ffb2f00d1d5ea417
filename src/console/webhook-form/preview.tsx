import type { FC } from "hono/jsx";
import type { Answer, PreviewedRequest } from "../../contract/endpoint-test.ts";
import { reasonOf } from "../text/outcome.ts";
import { Code } from "../ui/code.tsx";
import { Icon } from "../ui/icon.tsx";
import { Badge, Note } from "../ui/page.tsx";
import { wordsOf } from "./catalogue.ts";
import { labelOf } from "./labels.ts";
import type { FormProblem } from "./problems.ts";
import type { Scene } from "./scene.ts";

export interface Tested {
  /** What was done besides testing. */
  saved: boolean;
  /** Null when there was none: `refused` says why. */
  response: Answer | null;
  refused: string | null;
}

export interface Preview {
  /** The event type whose example it is; null when there are none. */
  eventType: string | null;
  request: PreviewedRequest | null;
  /** What keeps it from being shown. */
  problems: FormProblem[];
  /** The address is made up. */
  standIn: boolean;
  /** Does the example pass the filter? Null without one. */
  passes: boolean | null;
  tested: Tested | null;
}

/** The exact request that the form as it stands would make. */
export const PreviewPanel: FC<{ s: Scene; preview: Preview }> = ({ s, preview }) => {
  const { form: text } = s.view.text;
  return (
    <aside class="preview" aria-labelledby="preview-title">
      <div class="card">
        <h2 id="preview-title">{text.preview}</h2>
        {preview.eventType !== null && (
          <div class="field" id="preview-with">
            <label for="previewType">{text.previewWith}</label>
            <select id="previewType" name="previewType" autocomplete="off">
              {s.chosen.map((type) => (
                <option value={type.name} selected={type.name === preview.eventType}>
                  {wordsOf(type, s.view.language).label}
                </option>
              ))}
            </select>
          </div>
        )}
        <noscript>
          <button type="submit" name="do" value="preview" class="secondary small">
            {text.previewUpdate}
          </button>
        </noscript>
        <div id="preview" aria-live="polite">
          <Shown s={s} preview={preview} />
        </div>
        {preview.eventType !== null && <TestButton s={s} />}
        <Result s={s} tested={preview.tested} />
      </div>
    </aside>
  );
};

const TestButton: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  return (
    <div class="test-now">
      <button
        type="submit"
        name="do"
        value="test"
        class="secondary"
        hx-post={s.action}
        hx-target="#tested"
        hx-select="#tested"
        hx-select-oob="#preview,#preview-with,#url-check"
        hx-swap="outerHTML"
        hx-push-url="false"
      >
        <Icon name="send" />
        {text.testNow}
      </button>
      <small class="hint">{text.testHint}</small>
    </div>
  );
};

/** What is wrong, with the way to its control. */
export const ProblemLink: FC<FormProblem & { s: Scene }> = ({ s, at, message }) => {
  const label = labelOf(at, s.view.text);
  return <a href={`#${at}`}>{label === null ? message : `${label}: ${message}`}</a>;
};

const Shown: FC<{ s: Scene; preview: Preview }> = ({ s, preview }) => {
  const { form: text } = s.view.text;
  const { request, problems, passes } = preview;
  if (preview.eventType === null) return <p class="quiet">{text.previewNone}</p>;
  if (request === null)
    return (
      <div class="preview-todo">
        <p>{text.previewTodo}</p>
        <ul>
          {problems.map(({ at, message }) => (
            <li>
              <ProblemLink s={s} at={at} message={message} />
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <>
      {passes !== null && (
        <Note tone={passes ? "info" : "warning"}>{passes ? text.filterPasses : text.filterStops}</Note>
      )}
      <ShownRequest s={s} request={request} standIn={preview.standIn} />
    </>
  );
};

const ShownRequest: FC<{ s: Scene; request: PreviewedRequest; standIn: boolean }> = ({
  s,
  request,
  standIn,
}) => {
  const { form: text } = s.view.text;
  const email = request.method === "EMAIL";
  return (
    <>
      {email && <p class="quiet">{text.previewEmail}</p>}
      <p class="request-line">
        <strong class="verb">{email ? <Icon name="mail" /> : request.method}</strong>
        <span class={standIn ? "address stand-in" : "address"}>
          {email ? request.headers.to : request.url}
        </span>
      </p>
      {standIn && <p class="quiet stand-in-note">{text.standIn}</p>}
      {request.text !== undefined && (
        <Code view={s.view} id="preview-text" label={text.previewText} text={request.text} plain />
      )}
      {request.body === null ? (
        <p class="quiet">{text.noBody}</p>
      ) : (
        <Code
          view={s.view}
          id="preview-body"
          label={email ? text.previewJson : text.previewBody}
          text={request.body}
        />
      )}
      <details class="preview-headers">
        <summary>
          {text.previewHeaders}{" "}
          <span class="quiet">{s.view.format.number(Object.keys(request.headers).length)}</span>
        </summary>
        <dl>
          {Object.entries(request.headers).map(([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
};

const Result: FC<{ s: Scene; tested: Tested | null }> = ({ s, tested }) => {
  const { form: text } = s.view.text;
  const { format } = s.view;
  const response = tested?.response ?? null;
  return (
    <div id="tested" aria-live="polite" tabindex={-1} autofocus={tested !== null}>
      {tested?.saved && <p>{response ? text.savedAndTested : text.savedNotTested}</p>}
      {tested && response === null && (
        <Note tone="danger">
          {!tested.saved && <p>{text.testRefused}</p>}
          <p>{tested.refused}</p>
        </Note>
      )}
      {response && (
        <>
          <p class="result">
            <Badge tone={response.success ? "success" : "danger"} icon={response.success ? "check" : "alert"}>
              {response.success ? text.testedOk : text.testedBad}
            </Badge>
            <span class="quiet">
              {response.status === 0
                ? text.noAnswer
                : text.testedIn(String(response.status), format.milliseconds(response.durationMs))}
            </span>
          </p>
          {!response.success && <p class="quiet">{reasonOf(s.view, response)}</p>}
          {response.body === "" ? (
            response.status !== 0 && <p class="quiet">{text.emptyAnswer}</p>
          ) : (
            <Code view={s.view} id="answer" label={text.answer} text={response.body} />
          )}
        </>
      )}
    </div>
  );
};
