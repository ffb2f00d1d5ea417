import type { PickableField, Preset, PresetEventType } from "./preset.ts";

/** Email marketing: what contacts do. A receiver that says 4xx is not asked again, but for 429. */

const at = "2026-05-04T07:30:00+0000";

const contact = {
  contactId: "pXk2",
  email: "mia.schuster@example.com",
  name: "Mia Schuster",
  list: { listId: "L7a", name: "Kundschaft" },
  customFields: { city: "Köln", source: "Messe" },
};

const message = { messageId: "nw41", subject: "Unsere Neuheiten im Mai", type: "newsletter" };

const contactFields: PickableField[] = [
  {
    name: "email",
    labels: { en: "Email address", de: "E-Mail-Adresse" },
    path: "contact.email",
  },
  { name: "name", labels: { en: "Name", de: "Name" }, path: "contact.name" },
  { name: "list", labels: { en: "List", de: "Liste" }, path: "contact.list.name" },
];

const contacts = "Kontakte";
const messages = "Nachrichten";
const data = "Daten";

const type = (
  name: string,
  groupName: string,
  descriptions: { en: string; de: string },
  more: Record<string, unknown>,
  settings: Partial<PresetEventType> = {},
): PresetEventType => ({
  name,
  groupName,
  descriptions,
  example: { event: name, occurredAt: at, contact, ...more },
  fields: contactFields,
  ...settings,
});

const customField = { customFieldId: "cF3", name: "city" };
const notByImport = { excludeOrigins: ["import"] };

export const getresponse: Preset = {
  name: "getresponse",
  title: { en: "Email marketing", de: "E-Mail-Marketing" },
  eventTypes: [
    type(
      "message.opened",
      messages,
      {
        en: "A contact has opened a message; sent every time.",
        de: "Eine Nachricht wurde geöffnet; jedes Mal.",
      },
      { message },
    ),
    type(
      "message.link_clicked",
      messages,
      {
        en: "A contact has followed a link in a message; sent every time.",
        de: "Ein Link in einer Nachricht wurde angeklickt; jedes Mal.",
      },
      { message, link: { url: "https://example.com/neu", name: "Zum Angebot" } },
    ),
    type(
      "sms.link_clicked",
      messages,
      {
        en: "A contact has followed a link in a text message.",
        de: "Ein Link in einer SMS wurde angeklickt.",
      },
      { sms: { smsId: "s81", text: "Nur heute: 10 %" }, link: { url: "https://example.com/s" } },
      { featureFlags: ["max"] },
    ),
    type(
      "contact.subscribed",
      contacts,
      {
        en: "A contact has subscribed to a list.",
        de: "Ein Kontakt hat sich in eine Liste eingetragen.",
      },
      { origin: "form" },
      notByImport,
    ),
    type(
      "contact.unsubscribed",
      contacts,
      {
        en: "A contact has unsubscribed through the link in an email.",
        de: "Ein Kontakt hat sich über den Link in einer E-Mail abgemeldet.",
      },
      { message, reason: "too_many_emails" },
    ),
    type(
      "contact.moved",
      contacts,
      {
        en: "A contact was moved from one list to another.",
        de: "Ein Kontakt wurde in eine andere Liste verschoben.",
      },
      { from: { listId: "L7a", name: "Kundschaft" }, to: { listId: "L9c", name: "Stammkundschaft" } },
    ),
    type(
      "contact.email_changed",
      contacts,
      {
        en: "A contact's email address has changed.",
        de: "Die E-Mail-Adresse eines Kontakts hat sich geändert.",
      },
      { previousEmail: "mia.s@example.com" },
    ),
    type(
      "custom_field.assigned",
      data,
      {
        en: "A custom field of a contact was given a value.",
        de: "Einem eigenen Feld wurde ein Wert zugewiesen.",
      },
      { customField: { ...customField, value: ["Köln"] } },
      notByImport,
    ),
    type(
      "custom_field.removed",
      data,
      {
        en: "A custom field was taken from a contact.",
        de: "Ein eigenes Feld wurde von einem Kontakt entfernt.",
      },
      { customField },
      notByImport,
    ),
    type(
      "custom_field.changed",
      data,
      {
        en: "The value of a custom field has changed.",
        de: "Der Wert eines eigenen Felds hat sich geändert.",
      },
      { customField: { ...customField, value: ["Bonn"], previousValue: ["Köln"] } },
      notByImport,
    ),
    {
      name: "import.finished",
      groupName: data,
      descriptions: {
        en: "An import has ended, with success or with an error.",
        de: "Ein Import ist abgeschlossen, erfolgreich oder mit Fehler.",
      },
      example: {
        event: "import.finished",
        occurredAt: at,
        import: { importId: "im5", status: "finished", added: 1204, updated: 33, failed: 2, error: null },
      },
    },
  ],
  plans: [
    { name: "Marketer", maxEndpoints: null },
    { name: "MAX", maxEndpoints: null, featureFlags: ["max"] },
  ],
  endpointDefaults: {
    // Offered, and off until somebody wants it.
    batching: { enabled: false, maxEvents: 100, maxWaitSeconds: 10 },
    retry: { on: ["429", "5xx", "timeout", "network", "other"] },
  },
};
