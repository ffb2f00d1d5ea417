import type { Svix } from "svix";
import { type Client, type Received, type startReceiver, until } from "../harness.ts";
import type { Sdk } from "./sdks.ts";

/** What the steps of a first week have in common. */
export interface Week {
  sdk: Sdk;
  svix: Svix;
  /** For what the SDK can't say. */
  client: Client;
  url: string;
  /** Takes everything. */
  receiver: Awaited<ReturnType<typeof startReceiver>>;
  /** Refuses everything until it is told to take it. */
  broken: Awaited<ReturnType<typeof startReceiver>> & { works: boolean };
  /** Ids of the messages, the first one first. */
  sent: string[];
}

export type Step = readonly [what: string, step: (week: Week) => Promise<void>];

/** The uids of what a first week sets up. */
export const app = "acme";
export const [taker, refuser] = ["crm", "erp"];

/**
 * What the SDK made of an answer, if it found something for every field: no `undefined`, no time that is none.
 *
 * @param optional fields that may be left out
 */
export function whole<T>(value: T, ...optional: string[]): T {
  const walk = (part: unknown, path: string): void => {
    if (part === undefined) throw new Error(`${path} is not there`);
    if (part instanceof Date && Number.isNaN(part.getTime())) throw new Error(`${path} is no time`);
    if (typeof part !== "object" || part === null || part instanceof Date) return;
    for (const [name, inner] of Object.entries(part))
      if (!optional.includes(name) || inner !== undefined) walk(inner, `${path}.${name}`);
  };
  walk(value, "answer");
  return value;
}

interface Page<T> {
  data: T[];
  iterator: string | null;
  prevIterator?: string | null;
  done: boolean;
}

/** All rows of a list, page by page from the first to the last. */
export async function forward<T>(list: (iterator: string | null) => Promise<Page<T>>) {
  const pages: Page<T>[] = [];
  let iterator: string | null = null;
  do {
    const page: Page<T> = whole(await list(iterator));
    pages.push(page);
    iterator = page.iterator;
  } while (!pages.at(-1)!.done);
  return pages;
}

/** All pages before this one, the nearest first. */
export async function back<T>(from: Page<T>, list: (iterator: string | null) => Promise<Page<T>>) {
  const pages: Page<T>[] = [];
  let iterator = from.prevIterator!;
  for (;;) {
    const page: Page<T> = whole(await list(iterator));
    if (page.data.length === 0) return pages;
    pages.push(page);
    iterator = page.prevIterator!;
  }
}

/** Attempts at a message by all endpoints, the latest first, once there are so many. */
export const attempts = (svix: Svix, message: string, count: number) =>
  until(`${count} attempts at ${message}`, async () => {
    const { data } = whole(await svix.messageAttempt.listByMsg(app, message), "msg");
    return data.length >= count && data;
  });

/** The headers of a request as `Webhook` takes them. */
export const headersOf = ({ headers }: Received) => headers as Record<string, string>;
