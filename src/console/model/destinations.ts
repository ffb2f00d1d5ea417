import type { EndpointMessage, Message, Verdicts } from "../../contract/message.ts";
import type { Page } from "../../contract/page.ts";
import type { Status } from "../../core/delivery/attempt.ts";
import type { Client } from "../app/client.ts";

/** What became of a message: how many webhooks stand where, or why there are none. */
export type Progress =
  | { kind: "counted"; counts: Partial<Record<Status, number>> }
  | { kind: "processing" }
  | { kind: "nowhere" };

/**
 * Of the messages of one page of a list, by id: each webhook is asked once for all of them.
 * @param filter that the list was asked for with, so that the webhooks' lists are no longer than it
 */
export async function progressOf(
  api: Client,
  appPath: string,
  endpoints: readonly string[],
  messages: readonly (Message & { verdicts: Verdicts })[],
  filter: { event_types: string | null; tag: string | null },
): Promise<Map<string, Progress>> {
  const times = messages.map(({ timestamp }) => Date.parse(timestamp));
  if (times.length === 0) return new Map();
  const query = {
    ...filter,
    limit: 250,
    with_content: false,
    after: new Date(Math.min(...times) - 1).toISOString(),
    before: new Date(Math.max(...times) + 1).toISOString(),
  };
  const pages = await Promise.all(
    endpoints.map((id) => api.get<Page<EndpointMessage>>(`${appPath}/endpoint/${id}/msg`, query)),
  );
  const counts = new Map<string, Partial<Record<Status, number>>>();
  for (const { id, status } of pages.flatMap(({ data }) => data)) {
    const ofMessage = counts.get(id) ?? {};
    counts.set(id, { ...ofMessage, [status]: (ofMessage[status] ?? 0) + 1 });
  }
  return new Map(
    messages.map(({ id, verdicts }): [string, Progress] => [
      id,
      verdicts.done ? progress(counts.get(id) ?? {}, wanted(verdicts)) : { kind: "processing" },
    ]),
  );
}

const wanted = ({ data }: Verdicts) =>
  data.filter(({ verdict }) => verdict === "matched" || verdict === "manual").length;

/** Webhooks that want a message and don't list it yet have still to send it. */
function progress(counts: Partial<Record<Status, number>>, wanted: number): Progress {
  const listed = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const waiting = (counts[1] ?? 0) + Math.max(0, wanted - listed);
  if (listed === 0 && waiting === 0) return { kind: "nowhere" };
  return { kind: "counted", counts: waiting === 0 ? counts : { ...counts, 1: waiting } };
}
