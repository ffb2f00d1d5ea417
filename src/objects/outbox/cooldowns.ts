import { type Cooldown, enter } from "../../core/delivery/cooldown.ts";

/** The cooldowns of an Outbox: for each key the message that began it, and until when (ms) others are suppressed. */

/** True when the message is suppressed; otherwise it has begun a cooldown, or goes on with its own. */
export function suppresses(
  sql: SqlStorage,
  key: string,
  message: string,
  seconds: number,
  now: number,
): boolean {
  const known = sql
    .exec<{ message: string; until: number }>("SELECT message, until FROM cooldowns WHERE key = ?", key)
    .toArray()[0];
  const { suppressed, cooldown } = enter((known as Cooldown | undefined) ?? null, message, seconds, now);
  if (cooldown !== known)
    sql.exec(
      "INSERT OR REPLACE INTO cooldowns (key, message, until) VALUES (?, ?, ?)",
      key,
      cooldown.message,
      cooldown.until,
    );
  return suppressed;
}

/** Ends those that one of these messages began. */
export const forgetOf = (sql: SqlStorage, messages: readonly string[]) => {
  sql.exec(
    "DELETE FROM cooldowns WHERE message IN (SELECT value FROM json_each(?))",
    JSON.stringify(messages),
  );
};

export const forget = (sql: SqlStorage, now: number) => {
  sql.exec("DELETE FROM cooldowns WHERE until <= ?", now);
};
