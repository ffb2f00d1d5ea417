import { inGroups } from "./in-groups.ts";
import type { Named, PickableField, Preset } from "./preset.ts";

/** Loyalty cards in the wallet. Payload `{timestamp, event, data}`. */

const timestamp = "2026-05-04T07:30:00Z";

const card = {
  cardId: "crd_5f1c2a",
  templateId: "tpl_kaffeekarte",
  templateName: "Kaffeekarte",
  type: "bonus",
  balance: { bonus: 40, cashback: "2.50", currency: "EUR" },
  customerId: "cus_81b0",
};

const customer = {
  customerId: "cus_81b0",
  firstName: "Lena",
  lastName: "Brandt",
  email: "lena.brandt@example.com",
  phone: "+49 30 5550123",
  birthday: "1991-08-14",
};

const cardFields: PickableField[] = [
  { name: "cardId", labels: { en: "Card number", de: "Kartennummer" }, path: "data.cardId" },
  { name: "card", labels: { en: "Card", de: "Karte" }, path: "data.templateName" },
  { name: "bonus", labels: { en: "Bonuses", de: "Boni" }, path: "data.balance.bonus" },
  { name: "cashback", labels: { en: "Cashback", de: "Cashback" }, path: "data.balance.cashback" },
  { name: "customerId", labels: { en: "Customer number", de: "Kundennummer" }, path: "data.customerId" },
];

const customerFields: PickableField[] = [
  { name: "customerId", labels: { en: "Customer number", de: "Kundennummer" }, path: "data.customerId" },
  { name: "email", labels: { en: "Email address", de: "E-Mail-Adresse" }, path: "data.email" },
  { name: "firstName", labels: { en: "First name", de: "Vorname" }, path: "data.firstName" },
  { name: "lastName", labels: { en: "Last name", de: "Nachname" }, path: "data.lastName" },
];

const feedbackFields: PickableField[] = [
  { name: "rating", labels: { en: "Star rating", de: "Sternebewertung" }, path: "data.rating" },
  { name: "comment", labels: { en: "Comment", de: "Kommentar" }, path: "data.comment" },
  { name: "customerId", labels: { en: "Customer number", de: "Kundennummer" }, path: "data.customerId" },
];

const type = (
  event: string,
  descriptions: Named,
  data: Record<string, unknown>,
  fields: PickableField[] = cardFields,
) => ({ name: event, descriptions, example: { timestamp, event, data }, fields });

export const stamply: Preset = {
  name: "stamply",
  title: { en: "Loyalty cards", de: "Kundenkarten" },
  eventTypes: inGroups([
    { en: "Cards & customers (card holders)", de: "Karten & Kunden (Karteninhaber)" },
    [
      type(
        "CardBalanceUpdatedEvent",
        {
          en: "Bonuses or cashback were credited to a card or debited from it.",
          de: "Auf einer Karte wurden Boni oder Cashback gutgeschrieben oder abgebucht.",
        },
        { ...card, change: { bonus: 10 } },
      ),
      type(
        "CardExpiredEvent",
        {
          en: "A card has reached its expiry date.",
          de: "Eine Karte hat ihr Ablaufdatum erreicht.",
        },
        { ...card, expiredAt: "2026-05-04" },
      ),
      type(
        "CardInstalledEvent",
        {
          en: "A card was added to the wallet: Apple, Google or PWA.",
          de: "Eine Karte wurde zum Wallet hinzugefügt: Apple, Google oder PWA.",
        },
        { ...card, platform: "apple" },
      ),
      type(
        "CardIssuedEvent",
        {
          en: "A card was issued to a new customer.",
          de: "Eine Karte wurde für eine neue Kundin oder einen neuen Kunden ausgestellt.",
        },
        { ...card, balance: { bonus: 0, cashback: "0.00", currency: "EUR" } },
      ),
      type(
        "CardRemovedEvent",
        {
          en: "A card was removed by its customer or an administrator; it is now deleted instead of installed.",
          de: "Eine Karte wurde vom Kunden oder von einem Administrator entfernt; sie ist nun gelöscht statt installiert.",
        },
        { ...card, status: "deleted", previousStatus: "installed", platform: "google" },
      ),
      type(
        "CardScannedEvent",
        { en: "A scanner has read a card.", de: "Ein Scanner hat eine Karte gelesen." },
        { ...card, location: { id: "loc_2", name: "Filiale Mitte" }, scannedBy: "Kasse 1" },
      ),
      type(
        "CustomerCreatedEvent",
        {
          en: "A new customer was created, by the issue of a card or by hand.",
          de: "Eine Kundin oder ein Kunde wurde neu angelegt, durch das Ausstellen einer Karte oder von Hand.",
        },
        customer,
        customerFields,
      ),
      type(
        "CustomerReferralCreatedEvent",
        {
          en: "A referral was added, for example by a referral link.",
          de: "Eine Empfehlung wurde hinzugefügt, zum Beispiel über einen Empfehlungslink.",
        },
        { ...customer, referredBy: "cus_0a11", code: "LENA-10" },
        customerFields,
      ),
      type(
        "CustomerSegmentLinkedEvent",
        {
          en: "A customer was moved to a new RFM segment.",
          de: "Eine Kundin oder ein Kunde wurde in ein neues RFM-Segment verschoben.",
        },
        { ...customer, segment: { id: "seg_loyal", name: "Stammkundschaft" } },
        customerFields,
      ),
      type(
        "FeedbackCreatedEvent",
        {
          en: "Somebody has given a star rating or left a comment.",
          de: "Jemand hat eine Sternebewertung oder einen Kommentar abgegeben.",
        },
        {
          feedbackId: "fbk_9",
          customerId: "cus_81b0",
          cardId: "crd_5f1c2a",
          rating: 5,
          comment: "Sehr freundlich!",
        },
        feedbackFields,
      ),
    ],
  ]),
  plans: [],
  endpointDefaults: {},
};
