import { describe, expect, it } from "vitest";
import { grouped } from "../../src/console/model/event-types.ts";
import type { EventType } from "../../src/contract/event-type.ts";
import { calenso } from "../../src/presets/calenso.ts";
import { getresponse } from "../../src/presets/getresponse.ts";
import { klicktipp } from "../../src/presets/klicktipp.ts";
import type { Preset } from "../../src/presets/preset.ts";
import { presets } from "../../src/presets/presets.ts";
import { stamply } from "../../src/presets/stamply.ts";

/** What stands in the form, from top to bottom: groups with what their events are called. */
const shown = ({ eventTypes }: Preset, language: "de" | "en") => {
  const byName = eventTypes.toSorted((a, b) => a.name.localeCompare(b.name));
  return grouped(byName as unknown as EventType[], language).map(({ name, types }) => [
    name,
    ...types.map((type) => type.name),
  ]);
};

const said = ({ eventTypes }: Preset, name: string) =>
  eventTypes.find((type) => type.name === name)?.descriptions;

describe("the order of the help pages", () => {
  it("holds for a booking system", () => {
    expect(shown(calenso, "de")).toEqual([
      [
        "Termine und Gruppentermine",
        "appointment.booking.created",
        "event.booking.created",
        "appointment.booking.cancelled",
        "event.booking.cancelled",
        "appointment.updated",
        "appointment.manual.booking.created",
        "event.manual.booking.created",
      ],
      ["Kunden", "customer.created", "customer.updated", "customer.deleted"],
      ["Leads", "lead.created"],
      [
        "Zahlungen",
        "appointment.booking.payment_succeeded",
        "appointment.booking.payment_failed",
        "event.booking.payment_succeeded",
        "event.booking.payment_failed",
      ],
    ]);
  });

  it("holds for email marketing, nine lines", () => {
    expect(shown(getresponse, "de")).toEqual([
      [
        "Nachrichten, Kontakte und Importe",
        "message.opened",
        "message.link_clicked",
        "contact.subscribed",
        "contact.unsubscribed",
        "contact.moved",
        "sms.link_clicked",
        "contact.email_changed",
        "custom_field.changed",
        "import.finished",
      ],
    ]);
  });

  it("holds for loyalty cards, in one group", () => {
    const [[group, ...names] = [], ...more] = shown(stamply, "de");
    expect([group, more]).toEqual(["Karten & Kunden (Karteninhaber)", []]);
    expect(names).toEqual([
      "CardBalanceUpdatedEvent",
      "CardExpiredEvent",
      "CardInstalledEvent",
      "CardIssuedEvent",
      "CardRemovedEvent",
      "CardScannedEvent",
      "CustomerCreatedEvent",
      "CustomerReferralCreatedEvent",
      "CustomerSegmentLinkedEvent",
      "FeedbackCreatedEvent",
    ]);
  });

  it("holds in English, under English groups", () => {
    for (const preset of presets) {
      const names = (language: "de" | "en") => shown(preset, language).map(([, ...types]) => types);
      expect(names("en")).toEqual(names("de"));
      for (const [group] of shown(preset, "en")) expect(group).not.toMatch(/und|Karten|Termine|Kunden/);
    }
  });
});

describe("the words of the help pages", () => {
  it.each([
    [calenso, "appointment.booking.created", /Buchungswidget.*Termin/, /booking widget/],
    [calenso, "event.booking.created", /Gruppentermin/, /group appointment/],
    [calenso, "appointment.booking.cancelled", /Termin storniert/, /cancelled an appointment/],
    [calenso, "event.booking.cancelled", /Event-Teilnahme abgesagt/, /called off taking part in an event/],
    [calenso, "appointment.updated", /verschoben/, /moved/],
    [calenso, "appointment.manual.booking.created", /manuell/, /manually/],
    [calenso, "event.manual.booking.created", /manuell.*Gruppentermin/, /group appointment manually/],
    [calenso, "customer.created", /angelegt/, /created/],
    [calenso, "customer.updated", /aktualisiert/, /updated/],
    [calenso, "lead.created", /^Ein neuer Lead wurde angelegt\.$/, /^A new lead was created\.$/],
    [calenso, "appointment.booking.payment_failed", /Dienstleistungen.*Problem/, /problem.*services/],
    [getresponse, "contact.moved", /von einer Liste in eine andere/, /from one list to another/],
    [getresponse, "sms.link_clicked", /SMS-Link/, /SMS link/],
    [getresponse, "custom_field.changed", /benutzerdefinierten Felds/, /custom field/],
    [klicktipp, "contact.tagged", /Aktivierungs-Tag.*SmartTag.*SmartLink/, /activation tag.*SmartTag/],
    [
      stamply,
      "CardBalanceUpdatedEvent",
      /Boni oder Cashback gutgeschrieben oder abgebucht/,
      /Bonuses or cashback.*credited.*debited/,
    ],
    [stamply, "CardExpiredEvent", /Ablaufdatum/, /expiry date/],
    [stamply, "CardInstalledEvent", /Wallet.*Apple, Google oder PWA/, /wallet.*Apple, Google or PWA/],
    [stamply, "CustomerCreatedEvent", /Ausstellen einer Karte oder von Hand/, /issue of a card or by hand/],
    [stamply, "CustomerSegmentLinkedEvent", /RFM-Segment/, /RFM segment/],
    [stamply, "FeedbackCreatedEvent", /Sternebewertung/, /star rating/],
  ])("$name: %s", (preset, name, de, en) => {
    expect(said(preset, name)?.de).toMatch(de);
    expect(said(preset, name)?.en).toMatch(en);
  });

  it("mark what only MAX has", () => {
    expect(getresponse.eventTypes.flatMap(({ featureFlags = [] }) => featureFlags)).toEqual(["MAX"]);
    expect(getresponse.plans.find(({ name }) => name === "MAX")?.featureFlags).toEqual(["MAX"]);
  });

  it("call the tag that is waited for the activation tag", () => {
    expect(klicktipp.eventTypes[0]!.fields!.find(({ name }) => name === "tag")?.labels).toEqual({
      de: "Aktivierungs-Tag",
      en: "Activation tag",
    });
  });
});
