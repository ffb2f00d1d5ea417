/** Ready-made catalogues. */
export const en = {
  title: "Presets",
  intro:
    "A preset brings the event types, plans and defaults of a kind of product. You can change everything afterwards.",
  installed: "Installed",
  partly: (have: string, of: string) => `${have} of ${of} event types there`,
  eventTypes: (n: string) => `${n} ${n === "1" ? "event type" : "event types"}`,
  plans: (n: string) => (n === "0" ? "no plans" : `${n} ${n === "1" ? "plan" : "plans"}`),
  groups: "Groups",
  contents: "What it contains",
  webhooksAtMost: (n: string | null) =>
    n === null ? "unlimited webhooks" : `${n} ${n === "1" ? "webhook" : "webhooks"}`,
  defaults: "For new webhooks",
  noDefaults: "Leaves them as they are.",
  defaultNames: {
    payload: "what is sent",
    cooldown: "cooldown",
    batching: "collecting events",
    retry: "retries",
    request: "request",
    filter: "filter",
    accept: "what counts as accepted",
    excludeOrigins: "excluded origins",
    form: "what the form shows first",
  } as Record<string, string>,
  replaces: (names: string) => `Replaces what is set for new webhooks now: ${names}.`,
  install: "Install",
  again: "Install again",
  againHint: "Event types get back what the preset says. Your plans stay as they are.",
  result: (title: string, created: string, updated: string, unchanged: string, plans: string) =>
    `“${title}” is installed: ${created} event types new, ${updated} changed, ${unchanged} as before, ${plans} plans new.`,
  toEventTypes: "See the event types",
};

export const de: typeof en = {
  title: "Vorlagen",
  intro:
    "Eine Vorlage bringt Ereignistypen, Tarife und Vorgaben einer Art von Produkt mit. Danach können Sie alles ändern.",
  installed: "Installiert",
  partly: (have, of) => `${have} von ${of} Ereignistypen vorhanden`,
  eventTypes: (n) => `${n} ${n === "1" ? "Ereignistyp" : "Ereignistypen"}`,
  plans: (n) => (n === "0" ? "keine Tarife" : `${n} ${n === "1" ? "Tarif" : "Tarife"}`),
  groups: "Gruppen",
  contents: "Was sie enthält",
  webhooksAtMost: (n) =>
    n === null ? "beliebig viele Webhooks" : `${n} ${n === "1" ? "Webhook" : "Webhooks"}`,
  defaults: "Für neue Webhooks",
  noDefaults: "Lässt sie, wie sie sind.",
  defaultNames: {
    payload: "was gesendet wird",
    cooldown: "Abklingzeit",
    batching: "Sammeln von Ereignissen",
    retry: "Wiederholungen",
    request: "Anfrage",
    filter: "Filter",
    accept: "was als angenommen gilt",
    excludeOrigins: "ausgeschlossene Herkunft",
    form: "was das Formular zuerst zeigt",
  },
  replaces: (names) => `Ersetzt, was zurzeit für neue Webhooks vorgegeben ist: ${names}.`,
  install: "Installieren",
  again: "Erneut installieren",
  againHint:
    "Ereignistypen werden wieder so, wie die Vorlage sie beschreibt. Ihre Tarife bleiben, wie sie sind.",
  result: (title, created, updated, unchanged, plans) =>
    `„${title}“ ist installiert: ${created} Ereignistypen neu, ${updated} geändert, ${unchanged} wie zuvor, ${plans} Tarife neu.`,
  toEventTypes: "Ereignistypen ansehen",
};
