import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { EndpointMessage } from "../../../contract/message.ts";
import type { Page } from "../../../contract/page.ts";
import type { Series } from "../../../contract/series.ts";
import type { AppView } from "../../app/view.ts";
import { looksAgain } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Time } from "../../ui/page.tsx";

const shown = 5;

/** What waits at an endpoint, the next tries. */
export async function waitingAt(view: AppView, id: string): Promise<EndpointMessage[]> {
  // Those that were not tried yet, and those that are to be tried again.
  const pages = await Promise.all(
    [1, 3].map((status) =>
      view.api.maybe<Page<EndpointMessage>>(`${view.apiPath}/endpoint/${id}/msg`, {
        status,
        limit: 50,
        with_content: false,
      }),
    ),
  );
  const waiting = pages
    .flatMap((page) => page?.data ?? [])
    .filter(({ status, nextAttempt }) => status === 1 || nextAttempt !== null);
  const when = ({ nextAttempt }: EndpointMessage) => (nextAttempt === null ? 0 : Date.parse(nextAttempt));
  return waiting.sort((a, b) => when(a) - when(b)).slice(0, shown);
}

function reason(view: AppView, endpoint: Endpoint, { hold, failures }: Series): string | null {
  const { hold: texts } = view.text.webhook.waiting;
  const { format, app } = view;
  if (!app.webhooksEnabled) return view.text.webhook.waiting.disabledApp;
  if (hold === "failing") return texts.failing(format.number(failures));
  if (hold === "rate_limit") {
    const rate = endpoint.throttleRate ?? app.throttleRate;
    return texts.rate_limit(rate === null ? null : format.number(rate));
  }
  return hold === null ? null : texts[hold];
}

interface WaitingProps {
  view: AppView;
  endpoint: Endpoint;
  series: Series | null;
  messages: EndpointMessage[];
}

/** What is due waits on while the endpoint is held. */
const NextTry: FC<{ view: AppView; due: string | null; holdUntil: string | null }> = ({
  view,
  due,
  holdUntil,
}) => {
  const [at] = [due, holdUntil].filter((time) => time !== null).sort((a, b) => Date.parse(b) - Date.parse(a));
  if (at === undefined || Date.parse(at) <= Date.now()) return view.text.webhook.waiting.noTime;
  return <Time view={view} at={at} as="relative" />;
};

/** How much is waiting, why, and when it goes on; looks again by itself. */
export const WaitingCard: FC<WaitingProps> = ({ view, endpoint, series, messages }) => {
  const { waiting: text } = view.text.webhook;
  if (series === null) return null;
  const { format } = view;
  const path = `${view.base}/webhooks/${endpoint.id}`;
  const why = reason(view, endpoint, series);
  const idle = series.waiting === 0 && series.sending === 0;
  return (
    <section
      class="card"
      id="waiting"
      aria-labelledby="waiting-title"
      {...looksAgain(path, "#waiting", "10s")}
    >
      <h2 id="waiting-title">{text.title}</h2>
      {idle ? (
        <p class="calm">
          <Icon name="check" />
          {text.nothing}
        </p>
      ) : (
        <p>
          {series.waiting > 0 && (
            <strong>
              {series.waiting === 1 ? text.count("1") : text.count(format.number(series.waiting))}{" "}
            </strong>
          )}
          {series.sending > 0 && text.sending(format.number(series.sending))}
        </p>
      )}
      {why && (
        <p class="why">
          <Icon name={series.hold === "failing" ? "alert" : "clock"} />
          <span>
            {why}
            {series.holdUntil && (
              <>
                {" "}
                {text.until} <Time view={view} at={series.holdUntil} as="exact" />.
              </>
            )}
          </span>
        </p>
      )}
      {messages.length > 0 && (
        <table class="plain">
          <caption class="visually-hidden">{text.retries}</caption>
          <thead>
            <tr>
              <th scope="col">{text.event}</th>
              <th scope="col">{text.next}</th>
            </tr>
          </thead>
          <tbody>
            {messages.map(({ id, eventType, nextAttempt }) => (
              <tr>
                <th scope="row">
                  <a href={`${view.base}/messages/${id}`}>{eventType}</a>
                </th>
                <td>
                  <NextTry view={view} due={nextAttempt} holdUntil={series.holdUntil} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
