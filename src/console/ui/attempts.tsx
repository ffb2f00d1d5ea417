import type { FC } from "hono/jsx";
import type { Attempt } from "../../contract/attempt.ts";
import type { EventType } from "../../contract/event-type.ts";
import type { AppView } from "../app/view.ts";
import { isBatch } from "../model/attempts.ts";
import { labelIn } from "../model/event-types.ts";
import { Icon } from "./icon.tsx";
import { Badge, Time } from "./page.tsx";

interface AttemptRowsProps {
  view: AppView;
  attempts: readonly Attempt[];
  types: Map<string, EventType>;
  /** Names of webhooks by id, where requests of several are shown. */
  names?: Map<string, string> | undefined;
  /** The one that the page is about. */
  current?: string;
}

export const attemptPath = ({ base }: Pick<AppView, "base">, { msgId, id }: Pick<Attempt, "msgId" | "id">) =>
  `${base}/attempts/${msgId}/${id}`;

/** What the events of a request are called. */
export const titleOf = (view: AppView, types: Map<string, EventType>, { eventType }: Attempt) =>
  eventType === "" ? view.text.requests.severalTypes : labelIn(types, eventType, view.language);

/** Requests as rows, each a link to all about it. */
export const AttemptRows: FC<AttemptRowsProps> = ({ view, attempts, types, names, current }) => (
  <ol class={names ? "log live-rows" : "log live-rows narrow"}>
    {attempts.map((attempt) => (
      <li id={attempt.id} class="log-row" aria-current={attempt.id === current ? "true" : undefined}>
        <span class="log-time">
          <Time view={view} at={attempt.timestamp} as="exact" />
          {attempt.archivedAt && <small>{view.text.requests.archived}</small>}
        </span>
        <span class="log-what">
          <a href={attemptPath(view, attempt)}>{titleOf(view, types, attempt)}</a>
          {attempt.id === current && <Badge tone="accent">{view.text.requests.thisOne}</Badge>}
          {attempt.eventType !== "" && <small class="id">{attempt.eventType}</small>}
          <Labels view={view} attempt={attempt} />
        </span>
        {names && (
          <span class="log-where">{names.get(attempt.endpointId) ?? view.text.requests.deletedWebhook}</span>
        )}
        <span class="log-result">
          <Status view={view} attempt={attempt} />
        </span>
        <span class="log-numbers">
          <span title={view.text.requests.code}>
            {attempt.responseStatusCode === 0 ? view.text.none : attempt.responseStatusCode}
          </span>
          <small>{view.format.milliseconds(attempt.responseDurationMs)}</small>
        </span>
        {attempt.id === current ? <Icon name="eye" /> : <Icon name="forward" />}
      </li>
    ))}
  </ol>
);

/** Sent by hand, and how often; how many events in one. */
export const Labels: FC<{ view: AppView; attempt: Attempt }> = ({ view: { text, format }, attempt }) => {
  const { requests } = text;
  const times = attempt.replayCount ?? 0;
  const batch = isBatch(attempt);
  if (attempt.triggerType !== 1 && !batch) return null;
  return (
    <span class="labels">
      {batch && (
        <Badge icon="eventTypes" title={requests.batch(format.number(attempt.messages!.length))}>
          {requests.batchShort(format.number(attempt.messages!.length))}
        </Badge>
      )}
      {attempt.triggerType === 1 && (
        <Badge
          tone="accent"
          icon="rotate"
          title={times > 0 ? requests.againTimes(format.number(times)) : requests.byHand}
        >
          {requests.again}
          {times > 1 && ` (${format.number(times)}×)`}
        </Badge>
      )}
    </span>
  );
};

/** Accepted or failed. */
export const Status: FC<{ view: AppView; attempt: Attempt }> = ({ view: { text }, attempt }) => {
  const accepted = attempt.status === 0;
  return (
    <Badge tone={accepted ? "success" : "danger"} icon={accepted ? "check" : "alert"}>
      {text.status[attempt.status]}
    </Badge>
  );
};
