import type { Client, Message, Page, Standing, Status, Verdicts } from "./client.ts";
import { withQuery } from "./client.ts";

/** What became of a message: how many webhooks stand where, or why there are none. */
export type Progress =
  | { kind: "counted"; counts: Partial<Record<Status, number>> }
  | { kind: "processing" }
  | { kind: "sending" }
  | { kind: "nowhere" };

/**
 * Of the messages of one page of a list, by id: each webhook is asked once for all of them.
 * @param filter that the list was asked for with, so that the webhooks' lists are no longer than it
 */
export async function progressOf(
  api: Client,
  appPath: string,
  endpoints: readonly string[],
  messages: readonly Message[],
  filter: { event_types: string | null; tag: string | null },
): Promise<Map<string, Progress>> {
  const times = messages.map(({ timestamp }) => Date.parse(timestamp));
  if (times.length === 0) return new Map();
  const query = {
    ...filter,
    limit: 250,
    with_content: false,
    after: new Date(Math.min(...times)).toISOString(),
    before: new Date(Math.max(...times) + 1).toISOString(),
  };
  const pages = await Promise.all(
    endpoints.map((id) => api.get<Page<Message & Standing>>(`${appPath}/endpoint/${id}/msg`, query)),
  );
  const counts = new Map<string, Partial<Record<Status, number>>>();
  for (const { id, status } of pages.flatMap(({ data }) => data)) {
    const ofMessage = counts.get(id) ?? {};
    counts.set(id, { ...ofMessage, [status]: (ofMessage[status] ?? 0) + 1 });
  }
  const rows = messages.map(async ({ id }): Promise<[string, Progress]> => {
    const counted = counts.get(id);
    return [id, counted ? { kind: "counted", counts: counted } : await unseen(api, appPath, id)];
  });
  return new Map(await Promise.all(rows));
}

/** A message that no webhook knows of: none wanted it, or it is on its way. */
async function unseen(api: Client, appPath: string, id: string): Promise<Progress> {
  const verdicts = await api.maybe<Verdicts>(withQuery(`${appPath}/msg/${id}/verdicts`));
  if (verdicts?.done === false) return { kind: "processing" };
  const wanted = verdicts?.data.some(({ verdict }) => verdict === "matched" || verdict === "manual");
  return wanted ? { kind: "sending" } : { kind: "nowhere" };
}
