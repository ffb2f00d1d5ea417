import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { Series } from "../../../contract/series.ts";
import { isWildcard } from "../../../core/matching/event-types.ts";
import type { AppView } from "../../app/view.ts";
import { addressOf, inGroupsOf, nameOf, share } from "../../model/endpoints.ts";
import { Sparkline } from "../../ui/chart.tsx";
import { StateSwitch } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuAction, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Time } from "../../ui/page.tsx";

/** A webhook with what its row tells of it; null for what the API doesn't give. */
export interface Row {
  endpoint: Endpoint;
  series: Series | null;
}

/** The parts that change when a webhook is switched, deleted or searched for. */
export const changing = "#webhooks";

const Delivered: FC<{ view: AppView; row: Row }> = ({ view, row: { series } }) => {
  const { webhooks: text } = view.text;
  if (series === null) return null;
  const part = share(series.counts["7d"]);
  if (part === null)
    return <span class="quiet">{series.lastAttempt ? text.noneLately : text.noAttempts}</span>;
  return (
    <>
      <Sparkline data={inGroupsOf(6, series.data)} />
      <span class={part < 0.9 ? "share low" : "share"}>{view.format.percent(part)}</span>
    </>
  );
};

const State: FC<{ view: AppView; row: Row }> = ({ view, row: { endpoint, series } }) => {
  const { webhooks: text } = view.text;
  const { destination } = endpoint;
  return (
    <>
      {endpoint.disabled && <Badge icon="pause">{text.paused}</Badge>}
      {destination?.type === "email" && destination.confirmed === false && (
        <Badge tone="warning" icon="mail">
          {text.unconfirmed}
        </Badge>
      )}
      {!endpoint.disabled && series?.hold === "failing" && (
        <Badge tone="danger" icon="alert">
          {text.failing}
        </Badge>
      )}
    </>
  );
};

export const WebhookRow: FC<{ view: AppView; row: Row }> = ({ view, row }) => {
  const { webhooks: text, actions, none } = view.text;
  const { endpoint } = row;
  const last = row.series?.lastAttempt;
  const name = nameOf(endpoint);
  const path = `${view.base}/webhooks/${endpoint.id}`;
  const email = endpoint.destination?.type === "email" ? endpoint.destination : null;
  return (
    <li class={endpoint.disabled ? "webhook paused" : "webhook"} id={endpoint.id}>
      <div class="webhook-name">
        <h2>
          <a href={path}>{name}</a>
          <State view={view} row={row} />
        </h2>
        <p class="address">
          <Icon name={email ? "mail" : "globe"} />
          <span>{email ? text.byEmail(email.to) : addressOf(endpoint)}</span>
        </p>
        <p class="quiet">
          {endpoint.eventTypes === null
            ? text.allEvents
            : endpoint.eventTypes.some(isWildcard)
              ? endpoint.eventTypes.join(", ")
              : text.events(view.format.number(endpoint.eventTypes.length))}
        </p>
      </div>
      <dl>
        <div class="delivered">
          <dt>{text.acceptedWindow}</dt>
          <dd>
            <Delivered view={view} row={row} />
          </dd>
        </div>
        <div>
          <dt>{text.last}</dt>
          <dd>{last ? <Time view={view} at={last} as="relative" /> : none}</dd>
        </div>
      </dl>
      <div class="webhook-actions">
        <StateSwitch
          view={view}
          action={`${path}/state`}
          name="active"
          label={text.activeLabel(name)}
          on={!endpoint.disabled}
          disabled={view.readOnly}
          target={changing}
        />
        <Menu id={`menu-${endpoint.id}`} label={actions.menuOf(name)}>
          {view.readOnly ? (
            <MenuLink href={path} icon="eye">
              {text.open}
            </MenuLink>
          ) : (
            <>
              <MenuLink href={`${path}/edit`} icon="edit">
                {text.edit}
              </MenuLink>
              <MenuLink href={`${path}/test`} icon="send">
                {text.test}
              </MenuLink>
              <MenuAction
                view={view}
                action={`${path}/state`}
                icon={endpoint.disabled ? "play" : "pause"}
                fields={{ active: endpoint.disabled ? "true" : "false" }}
                target={changing}
              >
                {endpoint.disabled ? text.resume : text.pause}
              </MenuAction>
              <MenuDialog
                href={`?remove=${endpoint.id}`}
                dialog={`remove-${endpoint.id}`}
                icon="trash"
                danger
              >
                {text.remove}
              </MenuDialog>
            </>
          )}
        </Menu>
      </div>
    </li>
  );
};
