import type { Endpoint } from "../../contract/endpoint.ts";
import type { Series } from "../../contract/series.ts";
import type { Client } from "../app/client.ts";

/** What people call a webhook: its name, else its description, else where it goes. */
export function nameOf({ name, description, url, destination }: Endpoint): string {
  if (name) return name;
  if (description !== "") return description;
  if (destination?.type === "email") return destination.to;
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Where it goes, without the scheme that almost all share. */
export const addressOf = ({ url }: Endpoint) => url.replace(/^https:\/\//, "");

/** n8n has two addresses a webhook: `/webhook/…`, and `/webhook-test/…` that listens while somebody tries it out. */
export const isTestAddress = (url: string): boolean =>
  /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?webhook-test\//i.test(url);

export const hour = 3_600_000;
export const day = 24 * hour;

/** Counts by hour or day; null when the API has none. */
export const series = (api: Client, path: string, since: number, interval: "hour" | "day") =>
  api.maybe<Series>(`${path}/series`, { since: new Date(since).toISOString(), interval });

/** Share of what was accepted, 0 to 1; null when nothing was sent. */
export const share = ({ accepted, failed }: { accepted: number; failed: number }) =>
  accepted + failed === 0 ? null : accepted / (accepted + failed);

/** Rows put together, so many in one. */
export function inGroupsOf(size: number, rows: Series["data"]): Series["data"] {
  const groups: Series["data"] = [];
  for (let at = 0; at < rows.length; at += size) {
    const group = rows.slice(at, at + size);
    const sum = (of: (row: Series["data"][number]) => number) =>
      group.reduce((total, row) => total + of(row), 0);
    const timed = group.filter(({ averageMs }) => averageMs !== null);
    const weight = timed.reduce((total, { accepted, failed }) => total + accepted + failed, 0);
    const spent = timed.reduce((total, row) => total + row.averageMs! * (row.accepted + row.failed), 0);
    groups.push({
      time: group[0]!.time,
      accepted: sum(({ accepted }) => accepted),
      failed: sum(({ failed }) => failed),
      suppressed: sum(({ suppressed }) => suppressed),
      averageMs: weight === 0 ? null : spent / weight,
    });
  }
  return groups;
}
