import type { Verdict } from "../../core/matching/match.ts";
import type { PayloadRef } from "../../store/payloads.ts";
import { one } from "./messages.ts";

/** What the fan-out of a message came to. */
export interface FanOutResult {
  id: string;
  /** By endpoint. */
  verdicts: Record<string, Verdict>;
  /** Where the payload now lies, null when it was in R2 from the start. */
  ref: PayloadRef | null;
}

/** Keeps the result of a fan-out, the first one only. False when the payload at its `ref` is not to be kept. */
export function keep(sql: SqlStorage, { id, verdicts, ref }: FanOutResult, now: number): boolean {
  const updated = sql
    .exec<{ expires_at: number; manual: string | null }>(
      `UPDATE messages SET verdicts = ?, payload = NULL, segment = coalesce(?, segment),
        position = coalesce(?, position), length = coalesce(?, length) WHERE id = ? AND verdicts IS NULL
        RETURNING expires_at, manual`,
      JSON.stringify(verdicts),
      ref?.key ?? null,
      ref?.offset ?? null,
      ref?.length ?? null,
      id,
    )
    .toArray()[0];
  for (const endpoint of Object.keys(JSON.parse(updated?.manual ?? "{}"))) addManual(sql, id, endpoint);
  return updated === undefined ? ref === null || liesThere(sql, id, ref) : updated.expires_at > now;
}

const liesThere = (sql: SqlStorage, id: string, { key, offset }: PayloadRef): boolean =>
  one(sql, "SELECT * FROM messages WHERE id = ? AND segment = ? AND position = ?", id, key, offset) !==
  undefined;

/** Sent by hand to an endpoint; that it matched, when it did, says more. May come before the fan-out. */
export function addManual(sql: SqlStorage, id: string, endpoint: string): void {
  const manual: Verdict = "manual";
  const matched: Verdict = "matched";
  sql.exec(
    `UPDATE messages SET manual = json_set(coalesce(manual, '{}'), ?1, ?2),
      verdicts = CASE json_extract(verdicts, ?1) WHEN ?3 THEN verdicts ELSE json_set(verdicts, ?1, ?2) END
      WHERE id = ?4`,
    `$.${endpoint}`,
    manual,
    matched,
    id,
  );
}
