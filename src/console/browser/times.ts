import { nameWhereTwice } from "../../core/time-zone.ts";
import { whenever } from "./fresh.ts";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const styles: Record<string, Intl.DateTimeFormatOptions> = {
  dateTime: { dateStyle: "medium", timeStyle: "short" },
  exact: { dateStyle: "medium", timeStyle: "medium" },
  short: { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
};

/** Times of the first page in the browser's zone; the server learns the zone for all later ones. */
export function times(): void {
  const secure = location.protocol === "https:";
  // In a frame of another site, only a partitioned cookie is kept.
  const kind = secure && window.top !== window ? "; secure; samesite=none; partitioned" : "; samesite=lax";
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store isn't everywhere yet
  document.cookie = `posthorn_zone=${zone}; path=/; max-age=31536000${kind}`;
  const locale = document.documentElement.lang === "de" ? "de-DE" : "en-GB";
  whenever<HTMLTimeElement>("time[data-local]", (time) => {
    const at = new Date(time.dateTime);
    const write = (style: Intl.DateTimeFormatOptions) =>
      [
        new Intl.DateTimeFormat(locale, { timeZone: zone, ...style }).format(at),
        nameWhereTwice(at.getTime(), zone, locale) ?? [],
      ]
        .flat()
        .join(" ");
    const style = styles[time.dataset.local ?? ""];
    if (style) time.textContent = write(style);
    time.title = write(styles.exact!);
  });
}
