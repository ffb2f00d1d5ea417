import type { Child, FC } from "hono/jsx";
import type { Answer, PreviewedRequest } from "../../contract/endpoint-test.ts";
import { expungedAnswer } from "../../core/delivery/attempt.ts";
import type { View } from "../app/view.ts";
import { detailsOf, outcomeOf, reasonOf } from "../text/outcome.ts";
import { Code } from "./code.tsx";
import { Icon } from "./icon.tsx";
import { Badge } from "./page.tsx";

interface ExchangeProps {
  view: View;
  /** What the ids in it begin with. */
  id: string;
  /** Null when none was made. */
  request: PreviewedRequest | null;
  /** Null while there is none. */
  answer: Answer | null;
  /** The payload was deleted, so that there is no body any more. */
  gone?: boolean;
  /** Buttons above the request. */
  children?: Child;
}

/** A request and its answer side by side. */
export const Exchange: FC<ExchangeProps> = ({ view, id, request, answer, gone = false, children }) => {
  const { requests: text } = view.text;
  const isEmail = request?.method === "EMAIL";
  return (
    <div class="exchange">
      <section class="card" aria-labelledby={`${id}-request`}>
        <header>
          <h2 id={`${id}-request`}>{isEmail ? text.email : text.request}</h2>
          {children}
        </header>
        {request === null ? (
          <p class="quiet">{text.notMade}</p>
        ) : isEmail ? (
          <Email view={view} id={id} request={request} gone={gone} />
        ) : (
          <Http view={view} id={id} request={request} gone={gone} />
        )}
      </section>
      {answer && (
        <section class="card" aria-labelledby={`${id}-answer`}>
          <header>
            <h2 id={`${id}-answer`}>{isEmail ? text.mailAnswer : text.answer}</h2>
            <Outcome view={view} answer={answer} />
          </header>
          <Answered view={view} id={id} answer={answer} isEmail={isEmail} />
        </section>
      )}
    </div>
  );
};

/** Status code and duration. */
export const Outcome: FC<{ view: View; answer: Answer }> = ({ view: { text, format }, answer }) => (
  <span class="outcome">
    <Badge tone={answer.success ? "success" : "danger"} icon={answer.success ? "check" : "alert"}>
      {answer.status === 0 ? text.requests.noAnswer : answer.status}
    </Badge>
    <span class="quiet">{format.milliseconds(answer.durationMs)}</span>
  </span>
);

const Http: FC<{ view: View; id: string; request: PreviewedRequest; gone: boolean }> = ({
  view,
  id,
  request,
  gone,
}) => {
  const { requests: text } = view.text;
  const { method, url, headers, body } = request;
  const inUrl = method === "GET" && URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return (
    <>
      <p class="request-line">
        <span class="method">{method}</span>
        <span class="url">{url}</span>
      </p>
      <Headers view={view} headers={headers} />
      {gone ? (
        <p class="quiet">{text.contentGone}</p>
      ) : method === "GET" ? (
        <>
          <p class="quiet">{text.noBody}</p>
          <Pairs title={text.parameters} pairs={inUrl} />
        </>
      ) : body === null || body === "" ? (
        <p class="quiet">{text.emptyBody}</p>
      ) : (
        <>
          {isForm(headers) && <Pairs title={text.parameters} pairs={[...new URLSearchParams(body)]} />}
          <Code view={view} id={`${id}-request-body`} label={text.body} text={body} />
        </>
      )}
    </>
  );
};

const Email: FC<{ view: View; id: string; request: PreviewedRequest; gone: boolean }> = ({
  view,
  id,
  request: { headers, text: summary, body },
  gone,
}) => {
  const { requests: text } = view.text;
  const lines: [string, string | undefined][] = [
    [text.from, headers.from],
    [text.to, headers.to],
    [text.subject, headers.subject],
  ];
  return (
    <div class="mail">
      <dl class="mail-head">
        {lines.map(([name, value]) =>
          value ? (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {summary && <p class="mail-text">{summary}</p>}
      {gone ? (
        <p class="quiet">{text.contentGone}</p>
      ) : (
        body !== null && <Code view={view} id={`${id}-request-body`} label={text.attachment} text={body} />
      )}
    </div>
  );
};

const isForm = (headers: Record<string, string>) =>
  headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;

const Headers: FC<{ view: View; headers: Record<string, string> }> = ({ view, headers }) => {
  const { requests: text } = view.text;
  const all = Object.entries(headers);
  if (all.length === 0) return null;
  return (
    <details class="request-headers">
      <summary>{text.headers(view.format.number(all.length))}</summary>
      <dl class="pairs">
        {all.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {all.some(([, value]) => value.includes("•••")) && (
        <p class="quiet">
          <Icon name="lock" /> {text.masked}
        </p>
      )}
    </details>
  );
};

const Pairs: FC<{ title: string; pairs: [string, string][] }> = ({ title, pairs }) =>
  pairs.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <dl class="pairs">
        {pairs.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value === "" ? "–" : value}</dd>
          </div>
        ))}
      </dl>
    </>
  );

const Answered: FC<{ view: View; id: string; answer: Answer; isEmail: boolean }> = ({
  view,
  id,
  answer,
  isEmail,
}) => {
  const { requests: text } = view.text;
  const reason = reasonOf(view, answer);
  const body = detailsOf(answer);
  return (
    <>
      <p class={answer.success ? "verdict" : "verdict failed"}>
        {outcomeOf(view, answer, isEmail)}
        {reason && ` ${reason}`}
      </p>
      {body === "" || body === expungedAnswer ? (
        <p class="quiet">{body === "" ? text.emptyAnswer : text.deletedAnswer}</p>
      ) : (
        <Code
          view={view}
          id={`${id}-answer-body`}
          label={answer.status === 0 || isEmail ? text.details : text.body}
          text={body}
        />
      )}
    </>
  );
};
