import type { Named, PresetEventType } from "./preset.ts";

type Ungrouped = Omit<PresetEventType, "groupName" | "descriptions"> & { descriptions: Named };

/** Event types in the order in which a product tells of them. */
export const inGroups = (...groups: [name: Named, types: Ungrouped[]][]): PresetEventType[] =>
  groups
    .flatMap(([group, types]) => types.map((type) => ({ group, type })))
    .map(({ group, type }, position) => ({
      ...type,
      groupName: group.de,
      descriptions: { ...type.descriptions, group, position },
    }));
