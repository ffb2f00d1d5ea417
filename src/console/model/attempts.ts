import type { Attempt } from "../../contract/attempt.ts";
import type { Answer } from "../../contract/endpoint-test.ts";
import type { Page } from "../../contract/page.ts";
import type { Client } from "../app/client.ts";

export interface AttemptQuery {
  limit: number;
  iterator: string | null;
  status?: string | null;
  event_types?: string | null;
  after?: string | null;
  before?: string | null;
}

/**
 * Attempts at several webhooks in one list, the latest first. Ids are ordered by time, so that every webhook's own
 * list goes on from any of them, and a page holds exactly what follows the page before.
 */
export async function attemptsAt(
  api: Client,
  appPath: string,
  endpoints: readonly string[],
  query: AttemptQuery,
): Promise<Page<Attempt>> {
  const pages = await Promise.all(
    endpoints.map((id) =>
      api.get<Page<Attempt>>(`${appPath}/attempt/endpoint/${id}`, { with_content: false, ...query }),
    ),
  );
  return merged(pages, query);
}

/** One page out of several, each of them the latest first. */
export function merged<T extends { id: string }>(
  pages: readonly Page<T>[],
  { limit, iterator }: { limit: number; iterator: string | null },
): Page<T> {
  const backwards = iterator?.startsWith("-") ?? false;
  const rows = pages.flatMap(({ data }) => data).sort((a, b) => (a.id < b.id ? 1 : -1));
  const data = backwards ? rows.slice(-limit) : rows.slice(0, limit);
  return {
    data,
    iterator: data.at(-1)?.id ?? null,
    prevIterator: data[0] ? `-${data[0].id}` : null,
    done: rows.length <= limit && pages.every(({ done }) => done),
  };
}

/** Several events went out in one request. */
export const isBatch = ({ messages }: Pick<Attempt, "messages">) => (messages?.length ?? 0) > 1;

/** What came back in an attempt. */
export const answerOf = (attempt: Attempt): Answer => ({
  status: attempt.responseStatusCode,
  body: attempt.response,
  durationMs: attempt.responseDurationMs,
  success: attempt.status === 0,
  failure: attempt.failure,
  bodyFailure: attempt.bodyFailure,
  reason: null,
});
