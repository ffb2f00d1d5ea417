import { namePattern } from "../ids.ts";

/** Which event types an endpoint is subscribed to: names, and `order.*` for all whose names begin with `order.`. */

const wildcard = ".*";

export const isWildcard = (subscribed: string): boolean => subscribed.endsWith(wildcard);

/** What the names begin with that a wildcard covers, with its dot. */
export const prefixOf = (subscribed: string): string => subscribed.slice(0, -1);

export const isSubscription = (text: string): boolean =>
  namePattern.test(isWildcard(text) ? text.slice(0, -wildcard.length) : text);

export const covers = (subscribed: string, name: string): boolean =>
  isWildcard(subscribed) ? name.startsWith(prefixOf(subscribed)) : subscribed === name;

export const includes = (subscribed: readonly string[], name: string): boolean =>
  subscribed.some((one) => covers(one, name));
