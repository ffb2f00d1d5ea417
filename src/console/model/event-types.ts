import type { EventType } from "../../contract/event-type.ts";
import { fold, searchKey } from "../../core/fold.ts";
import type { Language } from "../../core/language.ts";
import type { Client } from "../app/client.ts";

/** What people call an event: its description in their language, else the one that there is, else its name. */
export function labelOf(
  { name, description, descriptions }: Pick<EventType, "name" | "description" | "descriptions">,
  language: Language,
): string {
  const told = descriptions?.[language] || description || Object.values(descriptions ?? {}).find(Boolean);
  return (told ?? "").trim().replace(/(?<!\.)\.$/, "") || name;
}

/** Event types by name; empty when the API gives none. */
export async function eventTypesOf(api: Client): Promise<Map<string, EventType>> {
  const types = await api.all<EventType>("/event-type").catch(() => []);
  return new Map(types.map((type) => [type.name, type]));
}

/** What people call the event of that name; of one that isn't known, its name. */
export function labelIn(types: ReadonlyMap<string, EventType>, name: string, language: Language): string {
  const type = types.get(name);
  return type ? labelOf(type, language) : name;
}

/** `4.9.0` as `v4.9.0`; what isn't a number stays as it is. */
export const versionOf = (since: string) => (/^\d/.test(since) ? `v${since}` : since);

/** `enterprise` as `Enterprise`. */
export const flagName = (flag: string) => flag.charAt(0).toUpperCase() + flag.slice(1);

export interface EventGroup {
  /** Null for types that are in none, which stand last. */
  name: string | null;
  types: EventType[];
}

/** Types by group, groups by name; those that are only planned stand last in theirs. */
export function grouped(types: readonly EventType[], locale: string): EventGroup[] {
  const groups = new Map<string | null, EventType[]>();
  for (const type of types) groups.set(type.groupName, [...(groups.get(type.groupName) ?? []), type]);
  const isPlanned = ({ status }: EventType) => (status === "planned" ? 1 : 0);
  return [...groups]
    .map(([name, members]) => ({ name, types: members.sort((a, b) => isPlanned(a) - isPlanned(b)) }))
    .sort((a, b) => {
      if (a.name === null || b.name === null) return a.name === b.name ? 0 : a.name === null ? 1 : -1;
      return a.name.localeCompare(b.name, locale);
    });
}

/** Types that have every word of the query in name, label or group. */
export function matching(types: readonly EventType[], query: string, language: Language): EventType[] {
  const words = query.split(/\s+/).filter(Boolean);
  return types.filter((type) => {
    const text = searchKey([type.name, labelOf(type, language), type.groupName ?? ""].join("\n"));
    return words.every((word) => text.includes(fold(word)));
  });
}
