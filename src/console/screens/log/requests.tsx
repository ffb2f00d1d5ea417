import { type Context, Hono } from "hono";
import type { Attempt } from "../../../contract/attempt.ts";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { Page } from "../../../contract/page.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { periodOf } from "../../app/period.ts";
import type { AppView, PageEnv } from "../../app/view.ts";
import { attemptsAt } from "../../model/attempts.ts";
import { nameOf } from "../../model/endpoints.ts";
import { eventTypesOf } from "../../model/event-types.ts";
import { AttemptRows } from "../../ui/attempts.tsx";
import { Choice, Filtered, Filters, PeriodSelect, Select, TypeSelect } from "../../ui/filters.tsx";
import { Live } from "../../ui/live.tsx";
import { Empty, PageHeader, Pager } from "../../ui/page.tsx";

const pageSize = 25;
/** Lists of more webhooks than this are not put together: each costs a request to the API. */
const mostTogether = 30;

const part = "#requests";

async function page(c: Context<PageEnv<AppView>>) {
  const { view } = c.var;
  const { api, apiPath, format } = view;
  const { requests: text, status: results } = view.text;
  const path = `${view.base}/attempts`;
  const query = (name: string) => c.req.query(name) || "";
  const period = periodOf(query, format.timeZone, Date.now());
  const status = ["0", "2"].includes(query("status")) ? query("status") : "";
  const [type, webhook, iterator] = [query("type"), query("endpoint"), query("iterator") || null];
  const [endpoints, types] = await Promise.all([
    api.all<Endpoint>(`${apiPath}/endpoint`, { order: "ascending" }),
    eventTypesOf(api),
  ]);
  const names = new Map(endpoints.map((endpoint) => [endpoint.id, nameOf(endpoint)]));
  const chosen = names.has(webhook) ? [webhook] : [...names.keys()];
  const tooMany = chosen.length > mostTogether;
  const found: Page<Attempt> = tooMany
    ? { data: [], iterator: null, prevIterator: null, done: true }
    : await attemptsAt(api, apiPath, chosen, {
        limit: pageSize,
        iterator,
        status,
        event_types: type,
        after: period.after,
        before: period.before,
      });
  const conditions = { endpoint: names.has(webhook) ? webhook : "", status, type };
  const filters = { ...conditions, period: period.name, from: period.from, until: period.until };
  // Whoever walks back to the newest gets a full first page, which goes on by itself.
  if (iterator?.startsWith("-") && found.data.length < pageSize) return c.redirect(withQuery(path, filters));
  const filtered = Object.values(conditions).some(Boolean) || period.name !== null;

  return c.html(
    <Layout view={view} title={text.title} wide>
      <PageHeader title={text.title} intro={text.intro} />
      {endpoints.length === 0 ? (
        <Empty icon="attempts" title={text.noWebhooks} hint={text.noWebhooksHint}>
          <a class="button" href={`${view.base}/webhooks`}>
            {text.toWebhooks}
          </a>
        </Empty>
      ) : (
        <>
          <Filters view={view} action={path} target={part}>
            {endpoints.length > 1 && (
              <Select id="endpoint" label={text.filters.webhook}>
                <Choice value="" chosen={conditions.endpoint}>
                  {text.filters.allWebhooks}
                </Choice>
                {[...names].map(([id, name]) => (
                  <Choice value={id} chosen={conditions.endpoint}>
                    {name}
                  </Choice>
                ))}
              </Select>
            )}
            <Select id="status" label={text.filters.status}>
              <Choice value="" chosen={status}>
                {text.filters.allStatuses}
              </Choice>
              {([0, 2] as const).map((value) => (
                <Choice value={String(value)} chosen={status}>
                  {results[value]}
                </Choice>
              ))}
            </Select>
            <TypeSelect view={view} types={types} value={type} />
            <PeriodSelect view={view} period={period} />
          </Filters>
          <div id="requests">
            {filtered && <Filtered view={view} path={path} />}
            <Live
              view={view}
              id="request-list"
              from={iterator === null && !tooMany ? withQuery(path, filters) : null}
            >
              {tooMany ? (
                <Empty
                  icon="webhooks"
                  title={text.tooMany}
                  hint={text.tooManyHint(format.number(chosen.length))}
                />
              ) : found.data.length === 0 ? (
                <Empty
                  icon="attempts"
                  title={filtered ? text.nothingFound : text.empty}
                  hint={filtered ? text.nothingFoundHint : text.emptyHint}
                />
              ) : (
                <AttemptRows
                  view={view}
                  attempts={found.data}
                  types={types}
                  names={chosen.length > 1 ? names : undefined}
                />
              )}
              <Pager
                view={view}
                page={found}
                iterator={iterator}
                href={(at) => withQuery(path, { ...filters, iterator: at })}
              />
            </Live>
          </div>
        </>
      )}
    </Layout>,
  );
}

export const requests = new Hono<PageEnv<AppView>>().get("/attempts", page);
