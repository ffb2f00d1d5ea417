import { statistics as limit } from "../../core/limits.ts";
import type { Task } from "../../core/tasks.ts";
import * as subscriptions from "../../store/subscriptions.ts";
import * as tasks from "./tasks.ts";

/** Figures over all applications of an organisation, put together in steps that are repeated until each is done. */

export type Statistics =
  /** Attempts in the hours that touch [since, until] (ms), of these applications, or of all with null. */
  | { kind: "application.stats"; since: number; until: number; apps: string[] | null }
  /** What the endpoints of each application are subscribed to. */
  | { kind: "event-type.aggregate" };

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  what: string;
  after: string | null;
  found: string;
}

interface Attempts {
  appId: string;
  appUid: string | null;
  messageDestinations: number;
}

interface Subscribed {
  appId: string;
  explicitlySubscribedEventTypes: string[];
  hasCatchAllEndpoint: boolean;
}

type Found = Attempts | Subscribed;

/** As the public SDKs have it. */
const fieldOf = { "application.stats": "appStats", "event-type.aggregate": "event_types" } as const;

/** Of one step; an Outbox is asked for each endpoint, far below the platform's 1,000 calls. */
const mostEndpoints = { "application.stats": 200, "event-type.aggregate": 1_000 } as const;
/** So that a row stays far from the largest that a row may be. */
const mostBytes = 1_500_000;

/** The task that puts them together; null when there are too many already. */
export function begin(sql: SqlStorage, id: string, what: Statistics, now: number): Task | null {
  const { n } = sql.exec<{ n: number }>("SELECT count(*) AS n FROM statistics").one();
  if (n >= limit.most) return null;
  sql.exec("INSERT INTO statistics (id, what, found) VALUES (?, ?, '[]')", id, JSON.stringify(what));
  const task = taskOf(id, what.kind, "running", {}, now);
  tasks.report(sql, task);
  return task;
}

const taskOf = (
  id: string,
  task: Statistics["kind"],
  status: Task["status"],
  data: Task["data"],
  updatedAt: number,
): Task => ({ id, app: "", task, status, updatedAt, data });

/** One step of the oldest. When the next is due (ms), null when there is none. */
export async function step(env: Env, sql: SqlStorage, org: string, now: number): Promise<number | null> {
  const row = sql.exec<Row>("SELECT * FROM statistics ORDER BY id LIMIT 1").toArray()[0];
  if (row === undefined) return null;
  const what: Statistics = JSON.parse(row.what);
  const apps = what.kind === "application.stats" ? what.apps : null;
  const after: subscriptions.Place | null = row.after === null ? null : JSON.parse(row.after);
  const next = await subscriptions.list(env, org, apps, after, mostEndpoints[what.kind]);
  const added =
    what.kind === "application.stats" ? await attemptsOf(env, next, what) : next.map(subscribedOf);
  const found = merge(JSON.parse(row.found), added);
  const text = JSON.stringify(found);
  const last = next.length < mostEndpoints[what.kind] ? null : next.at(-1)!;
  const isTooLarge = text.length > mostBytes;
  if (isTooLarge || last === null) {
    sql.exec("DELETE FROM statistics WHERE id = ?", row.id);
    const field = fieldOf[what.kind];
    const data = isTooLarge ? { reason: "too_many_applications" } : { [field]: found.map(shown) };
    tasks.report(sql, taskOf(row.id, what.kind, isTooLarge ? "failed" : "finished", data, now));
  } else
    sql.exec(
      "UPDATE statistics SET found = ?, after = ? WHERE id = ?",
      text,
      JSON.stringify({ app: last.app, endpoint: last.endpoint }),
      row.id,
    );
  return now;
}

const attemptsOf = (
  env: Env,
  subscribed: readonly subscriptions.Subscription[],
  { since, until }: { since: number; until: number },
): Promise<Attempts[]> =>
  Promise.all(
    subscribed.map(async ({ app, uid, endpoint }) => {
      if (endpoint === null) return { appId: app, appUid: uid, messageDestinations: 0 };
      const { success, fail } = await env.OUTBOX.getByName(endpoint).stats(since, until);
      return { appId: app, appUid: uid, messageDestinations: success + fail };
    }),
  );

const subscribedOf = ({ app, endpoint, eventTypes }: subscriptions.Subscription): Subscribed => ({
  appId: app,
  explicitlySubscribedEventTypes: eventTypes ?? [],
  hasCatchAllEndpoint: endpoint !== null && eventTypes === null,
});

/** One entry for each application; those of one come together. */
function merge(found: Found[], added: readonly Found[]): Found[] {
  for (const one of added) {
    const before = found.at(-1);
    if (before?.appId === one.appId) found[found.length - 1] = sum(before, one);
    else found.push(one);
  }
  return found;
}

function sum(a: Found, b: Found): Found {
  if ("messageDestinations" in a && "messageDestinations" in b)
    return { ...a, messageDestinations: a.messageDestinations + b.messageDestinations };
  const [first, second] = [a as Subscribed, b as Subscribed];
  const names = [...first.explicitlySubscribedEventTypes, ...second.explicitlySubscribedEventTypes];
  return {
    ...first,
    explicitlySubscribedEventTypes: [...new Set(names)],
    hasCatchAllEndpoint: first.hasCatchAllEndpoint || second.hasCatchAllEndpoint,
  };
}

const shown = (found: Found): Found =>
  "messageDestinations" in found
    ? found
    : { ...found, explicitlySubscribedEventTypes: found.explicitlySubscribedEventTypes.toSorted() };

/** An application is deleted: what is known of it goes from what is under way, and from what is done. */
export function forgetOf(sql: SqlStorage, app: string): void {
  const without = (found: Found[]) => found.filter(({ appId }) => appId !== app);
  for (const { id, found } of sql.exec<Row>("SELECT * FROM statistics").toArray())
    sql.exec("UPDATE statistics SET found = ? WHERE id = ?", JSON.stringify(without(JSON.parse(found))), id);
  for (const task of tasks.naming(sql, app)) {
    const data = Object.entries(task.data).map(([field, found]) => [field, without(found as Found[])]);
    tasks.rewrite(sql, task.id, Object.fromEntries(data));
  }
}
