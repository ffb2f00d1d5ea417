import { inGroups } from "./in-groups.ts";
import type { PickableField, Preset } from "./preset.ts";

/** Tag-driven email marketing: a contact gets a tag, and whoever waits for that tag hears of it. */

const fields: PickableField[] = [
  {
    name: "email",
    labels: { en: "Email address", de: "E-Mail-Adresse" },
    path: "contact.email",
    alwaysSent: true,
  },
  { name: "firstName", labels: { en: "First name", de: "Vorname" }, path: "contact.firstName" },
  { name: "lastName", labels: { en: "Last name", de: "Nachname" }, path: "contact.lastName" },
  { name: "phone", labels: { en: "Telephone", de: "Telefon" }, path: "contact.phone" },
  { name: "contactId", labels: { en: "Contact number", de: "Kontaktnummer" }, path: "contact.id" },
  {
    name: "tag",
    labels: { en: "Activation tag", de: "Aktivierungs-Tag" },
    path: "tag.name",
    asked: true,
  },
];

export const klicktipp: Preset = {
  name: "klicktipp",
  title: { en: "Tag-driven email marketing", de: "E-Mail-Marketing mit Tags" },
  eventTypes: inGroups([
    { en: "Contacts", de: "Kontakte" },
    [
      {
        name: "contact.tagged",
        descriptions: {
          en: "A contact has got the activation tag: a manual tag, a SmartTag or a SmartLink.",
          de: "Ein Kontakt hat das Aktivierungs-Tag erhalten: ein manuelles Tag, ein SmartTag oder einen SmartLink.",
        },
        example: {
          contact: {
            id: 230117,
            email: "tom.berger@example.com",
            firstName: "Tom",
            lastName: "Berger",
            phone: "+49 89 5550199",
          },
          tag: { id: "produkt-a", name: "Produkt A gekauft", kind: "manual" },
          taggedAt: "2026-05-04T09:30:00+02:00",
        },
        fields,
      },
    ],
  ]),
  plans: [],
  endpointDefaults: {
    payload: {
      mode: "fields",
      fields: [{ name: "email", source: "contact.email", valueMode: "fallback", locked: true }],
      hierarchy: "flat",
      envelope: "none",
    },
    // Fired by a tag at most once in six hours for a contact; by a campaign, at once.
    cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] },
    form: {
      promoted: ["method", "fields"],
      labels: {
        url: { en: "Activation URL", de: "Aktivierungs-URL" },
        method: { en: "Request method", de: "Request Methode" },
      },
    },
  },
};
