import { floor } from "../../core/ids.ts";
import { payloadsIn } from "../../core/job-contents.ts";
import { expunges as limit } from "../../core/limits.ts";
import { holds } from "../../core/matching/holds.ts";
import { mainOrg } from "../../core/operational.ts";
import type { Task } from "../../core/tasks.ts";
import * as deadLetters from "../../store/dead-letters.ts";
import { read } from "../../store/payloads.ts";
import type { Blocks, Place } from "./blocks.ts";
import * as contents from "./contents.ts";
import type { JournalContext } from "./context.ts";
import { expunge } from "./expunge.ts";
import type { Owner } from "./owner.ts";
import * as requests from "./received-requests.ts";

/**
 * Tasks that delete the contents of all messages, or of those that hold a value, in steps that are repeated until each is
 * done.
 */

/** What stands at a dotted path in a payload. */
export interface HeldValue {
  path: string;
  value: string;
}

interface Progress extends HeldValue, Record<string, SqlStorageValue> {
  id: string;
  /** 1 for all messages; then no value is looked for. */
  everything: number;
  /** Messages up to this one are done. */
  after: string;
  /** Messages from this one on came later. */
  before: string;
  checked: number;
  deleted: number;
  /** What the step that is under way has found, as JSON. */
  found: string | null;
}

interface Found {
  ids: string[];
  /** The last message that was looked at, null when there was none. */
  last: string | null;
  /** Messages that were looked at. */
  checked: number;
}

/**
 * False when there are too many already.
 *
 * @param held is forgotten with the task; null for all messages
 */
export function begin(sql: SqlStorage, id: string, held: HeldValue | null, now: number): boolean {
  const { n } = sql.exec<{ n: number }>("SELECT count(*) AS n FROM expunges").one();
  if (n >= limit.most) return false;
  sql.exec(
    "INSERT INTO expunges (id, path, value, everything, after, before, checked, deleted) VALUES (?, ?, ?, ?, '', ?, 0, 0)",
    id,
    held?.path ?? "",
    held?.value ?? "",
    Number(held === null),
    floor("message", now + 1),
  );
  return true;
}

/** One step of the oldest task. When the next is due (ms), null when there is none. */
export async function step(context: JournalContext, owner: Owner, now: number): Promise<number | null> {
  const { env, sql, blocks } = context;
  const task = sql.exec<Progress>("SELECT * FROM expunges ORDER BY id LIMIT 1").toArray()[0];
  if (task === undefined) return null;
  const { ids, last, checked } =
    task.found === null ? await look(env, sql, blocks, task, now) : (JSON.parse(task.found) as Found);
  await expunge(context, ids, now);
  const progress = { ...task, checked: task.checked + checked, deleted: task.deleted + ids.length };
  const isDone = last === null;
  if (isDone) await expungeElsewhere(env, sql, owner, task);
  await report(env, owner, progress, isDone, now);
  if (isDone) sql.exec("DELETE FROM expunges WHERE id = ?", task.id);
  else
    sql.exec(
      "UPDATE expunges SET found = NULL, after = ?, checked = ?, deleted = ? WHERE id = ?",
      last,
      progress.checked,
      progress.deleted,
      task.id,
    );
  return now;
}

/** Looks at the next messages, and notes what it finds: once its payload is gone, it can't be found again. */
async function look(env: Env, sql: SqlStorage, blocks: Blocks, task: Progress, now: number): Promise<Found> {
  const places = next(blocks, task, now);
  const ids = task.everything ? places.map(idOf) : await holding(env, blocks, places, task);
  const last = places.at(-1);
  const found: Found = { ids, last: last ? idOf(last) : null, checked: places.length };
  sql.exec("UPDATE expunges SET found = ? WHERE id = ?", JSON.stringify(found), task.id);
  return found;
}

const idOf = ({ block, at }: Place) => block.heads[at]!.id;

export const report = (
  env: Env,
  { org, app }: Owner,
  { id, checked, deleted }: Pick<Progress, "id" | "checked" | "deleted">,
  isDone: boolean,
  now: number,
): Promise<void> => {
  const task: Task = {
    ...{ id, app, task: "application.purge_content", status: isDone ? "finished" : "running" },
    ...{ updatedAt: now, data: { appId: app, checked, messagesPurged: deleted } },
  };
  return env.ORGANISATION.getByName(org).reportTask(task);
};

/** Of one step: messages, and bytes of their payloads beyond which no more are added. */
const [mostMessages, mostBytes] = [100, 8_000_000];

/** Where all goes, also what was kept of answers to messages whose payload is gone already. */
function next(blocks: Blocks, { after, before, everything }: Progress, now: number): Place[] {
  const found: Place[] = [];
  let bytes = 0;
  for (let beyond = after; ; ) {
    const [block] = blocks.walk("ascending", beyond, null, 1);
    if (block === undefined) return found;
    for (const [at, { id, expires, ref, size }] of block.heads.entries()) {
      if (id <= after || !(everything || expires > now)) continue;
      if (id >= before || found.length >= mostMessages) return found;
      bytes += ref?.length ?? size;
      if (found.length > 0 && bytes > mostBytes) return found;
      found.push({ block, at });
    }
    beyond = block.last;
  }
}

/** Ids of those with the value in their payload. */
async function holding(
  env: Env,
  blocks: Blocks,
  places: Place[],
  { path, value }: HeldValue,
): Promise<string[]> {
  const refs = places.map(contents.refOf);
  const inRows = blocks.payloads(places);
  const stored = await read(
    env,
    refs.flatMap((ref) => ref ?? []),
  );
  return places.flatMap((place, index) => {
    const payload = inRows[index] ?? (refs[index] ? stored.shift() : null);
    return payload != null && holds(payload, path, value) ? [idOf(place)] : [];
  });
}

/** What lies outside the log of messages: requests in the test receiver, jobs that were given up. */
async function expungeElsewhere(env: Env, sql: SqlStorage, { org, app }: Owner, task: Progress) {
  const { path, value, everything } = task;
  if (everything) requests.clear(sql);
  else requests.forgetHolding(sql, value);
  await deadLetters.removeOf(env, mainOrg(org), app, ({ job }) =>
    payloadsIn(job).some((payload) => everything || holds(payload, path, value)),
  );
}
