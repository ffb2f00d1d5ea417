import { inGroups } from "./in-groups.ts";
import type { Named, PickableField, Preset, PresetEventType } from "./preset.ts";

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

const type = (
  name: string,
  descriptions: Named,
  more: Record<string, unknown>,
  settings: Partial<PresetEventType> = {},
) => ({
  name,
  descriptions,
  example: { event: name, occurredAt: at, contact, ...more },
  fields: contactFields,
  ...settings,
});

const notByImport = { excludeOrigins: ["import"] };

export const getresponse: Preset = {
  name: "getresponse",
  title: { en: "Email marketing", de: "E-Mail-Marketing" },
  eventTypes: inGroups([
    { en: "Messages, contacts and imports", de: "Nachrichten, Kontakte und Importe" },
    [
      type(
        "message.opened",
        {
          en: "A message was opened; sent each time.",
          de: "Eine Nachricht wurde geöffnet; wird jedes Mal gesendet.",
        },
        { message },
      ),
      type(
        "message.link_clicked",
        {
          en: "A link in a message was clicked; sent each time.",
          de: "Ein Link in einer Nachricht wurde angeklickt; wird jedes Mal gesendet.",
        },
        { message, link: { url: "https://example.com/neu", name: "Zum Angebot" } },
      ),
      type(
        "contact.subscribed",
        { en: "A contact has subscribed.", de: "Ein Kontakt hat sich angemeldet." },
        { origin: "form" },
        notByImport,
      ),
      type(
        "contact.unsubscribed",
        {
          en: "A contact has unsubscribed through the link in an email.",
          de: "Ein Kontakt hat sich über den Link in einer E-Mail abgemeldet.",
        },
        { message, reason: "too_many_emails" },
      ),
      type(
        "contact.moved",
        {
          en: "A contact was moved from one list to another.",
          de: "Ein Kontakt wurde von einer Liste in eine andere verschoben.",
        },
        { from: { listId: "L7a", name: "Kundschaft" }, to: { listId: "L9c", name: "Stammkundschaft" } },
      ),
      type(
        "sms.link_clicked",
        { en: "An SMS link was clicked.", de: "Ein SMS-Link wurde angeklickt." },
        { sms: { smsId: "s81", text: "Nur heute: 10 %" }, link: { url: "https://example.com/s" } },
        { featureFlags: ["MAX"] },
      ),
      type(
        "contact.email_changed",
        {
          en: "A contact's email address was changed.",
          de: "Die E-Mail-Adresse eines Kontakts wurde geändert.",
        },
        { previousEmail: "mia.s@example.com" },
      ),
      type(
        "custom_field.changed",
        {
          en: "The value of a custom field was changed: assigned, replaced or removed.",
          de: "Der Wert eines benutzerdefinierten Felds wurde geändert: zugewiesen, ersetzt oder entfernt.",
        },
        {
          customField: { customFieldId: "cF3", name: "city", value: ["Bonn"], previousValue: ["Köln"] },
          change: "replaced",
        },
        notByImport,
      ),
      {
        name: "import.finished",
        descriptions: {
          en: "An import has ended, with success or with an error.",
          de: "Ein Import wurde abgeschlossen, mit Erfolg oder mit einem Fehler.",
        },
        example: {
          event: "import.finished",
          occurredAt: at,
          import: { importId: "im5", status: "finished", added: 1204, updated: 33, failed: 2, error: null },
        },
      },
    ],
  ]),
  plans: [
    { name: "Marketer", maxEndpoints: null },
    { name: "MAX", maxEndpoints: null, featureFlags: ["MAX"] },
  ],
  endpointDefaults: {
    // Offered, and off until somebody wants it.
    batching: { enabled: false, maxEvents: 100, maxWaitSeconds: 10 },
    retry: { on: ["429", "5xx", "timeout", "network", "other"] },
    form: {
      promoted: ["batching"],
      labels: {
        name: { en: "Webhook name", de: "Webhook-Name" },
        url: { en: "Webhook URL", de: "Webhook-URL" },
        batching: {
          en: "Webhook batching: many events in one request",
          de: "Webhook-Batching: viele Ereignisse in einer Anfrage",
        },
      },
    },
  },
};
