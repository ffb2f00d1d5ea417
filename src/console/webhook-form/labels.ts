import type { Text } from "../text/text.ts";

/** What a control is called, by its id; nothing for those whose problems name it themselves. */
export function labelOf(id: string, { form: text }: Pick<Text, "form">): string | null {
  const [row, , part] = /^(field|condition|header)-(\d+)-(\w+)$/.exec(id)?.slice(1) ?? [];
  if (row === "field")
    return part === "source" ? text.source : part === "preset" ? text.preset : text.parameter;
  if (row === "condition") return text.conditionPath;
  if (row === "header") return text.headerName;
  const named: Record<string, string> = {
    name: text.name,
    to: text.to,
    authKey: text.authKey,
    authUsername: text.authUsername,
    authSecret: text.authSecret,
    cooldownKey: text.cooldownKey,
    cooldownAmount: text.cooldownAmount,
    cooldownOrigins: text.otherOrigins,
    excludeOrigins: text.otherOrigins,
    maxEvents: text.maxEvents,
    maxWaitSeconds: text.maxWaitSeconds,
    throttleRate: text.throttleRate,
    acceptCodes: text.acceptCodes,
    acceptBody: text.acceptBody,
    waitList: text.waitList,
    filterJson: text.filterJson,
    channels: text.channels,
    description: text.description,
    url: text.url,
  };
  return named[id] ?? null;
}
