import type { EventType } from "../../contract/event-type.ts";
import { fold, searchKey } from "../../core/fold.ts";
import type { Language } from "../../core/language.ts";
import type { Client } from "../app/client.ts";

/** What people call an event: its description in their language, else the one that there is, else its name. */
export function labelOf(
  { name, description, descriptions }: Pick<EventType, "name" | "description" | "descriptions">,
  language: Language,
): string {
  const told = descriptions?.[language] || description || descriptions?.en || descriptions?.de;
  return (told ?? "").trim().replace(/(?<!\.)\.$/, "") || name;
}

/** What people call the group of an event type. */
export const groupLabelOf = (
  { groupName, descriptions }: Pick<EventType, "groupName" | "descriptions">,
  language: Language,
): string | null => (groupName === null ? null : (descriptions?.group?.[language] ?? groupName));

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

type Placed = Pick<EventType, "status" | "descriptions">;

const positionOf = ({ descriptions }: Placed) => descriptions?.position ?? Number.POSITIVE_INFINITY;
const isPlanned = ({ status }: Placed) => (status === "planned" ? 1 : 0);

/** As they were given a position, the others behind them, those that are only planned last. */
export const inOrder = <Type extends Placed>(types: readonly Type[]): Type[] =>
  types.toSorted((a, b) => {
    const [left, right] = [positionOf(a), positionOf(b)];
    return left === right ? isPlanned(a) - isPlanned(b) : left - right;
  });

export interface EventGroup {
  /** Null for types that are in none, which stand last. */
  name: string | null;
  types: EventType[];
}

/** Types by group, each in its order; groups stand where their first type does, the others behind them by name. */
export function grouped(types: readonly EventType[], language: Language): EventGroup[] {
  const groups = Map.groupBy(inOrder(types), ({ groupName }) => groupName);
  const firstOf = ({ types: [first] }: EventGroup) => positionOf(first!);
  return [...groups.values()]
    .map((members) => ({ name: groupLabelOf(members[0]!, language), types: members }))
    .sort((a, b) => {
      if (a.name === null || b.name === null) return a.name === b.name ? 0 : a.name === null ? 1 : -1;
      const [left, right] = [firstOf(a), firstOf(b)];
      return left === right ? a.name.localeCompare(b.name, language) : left - right;
    });
}

/** Types that have every word of the query in name, label or group. */
export function matching(types: readonly EventType[], query: string, language: Language): EventType[] {
  const words = query.split(/\s+/).filter(Boolean);
  return types.filter((type) => {
    const text = searchKey(
      [type.name, labelOf(type, language), groupLabelOf(type, language) ?? ""].join("\n"),
    );
    return words.every((word) => text.includes(fold(word)));
  });
}
