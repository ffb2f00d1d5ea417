import type { PickableField, Preset, PresetEventType } from "./preset.ts";

/** Loyalty cards in the wallet. Payload `{timestamp, event, data}`. */

const timestamp = "2026-05-04T07:30:00Z";

const card = {
  cardId: "crd_5f1c2a",
  templateId: "tpl_kaffeekarte",
  templateName: "Kaffeekarte",
  type: "stamp",
  balance: { stamps: 4, required: 10, rewards: 0 },
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
  { name: "stamps", labels: { en: "Stamps", de: "Stempel" }, path: "data.balance.stamps" },
  { name: "customerId", labels: { en: "Customer number", de: "Kundennummer" }, path: "data.customerId" },
];

const customerFields: PickableField[] = [
  { name: "customerId", labels: { en: "Customer number", de: "Kundennummer" }, path: "data.customerId" },
  { name: "email", labels: { en: "Email address", de: "E-Mail-Adresse" }, path: "data.email" },
  { name: "firstName", labels: { en: "First name", de: "Vorname" }, path: "data.firstName" },
  { name: "lastName", labels: { en: "Last name", de: "Nachname" }, path: "data.lastName" },
];

const cardsAndCustomers = "Karten & Kunden";
const feedback = "Feedback";
const growth = "Empfehlungen & Segmente";

const type = (
  event: string,
  groupName: string,
  descriptions: { en: string; de: string },
  data: Record<string, unknown>,
  fields: PickableField[] = cardFields,
): PresetEventType => ({
  name: event,
  groupName,
  descriptions,
  example: { timestamp, event, data },
  fields,
});

export const stamply: Preset = {
  name: "stamply",
  title: { en: "Loyalty cards", de: "Kundenkarten" },
  eventTypes: [
    type(
      "CardIssuedEvent",
      cardsAndCustomers,
      { en: "A card was issued to a customer.", de: "Eine Karte wurde ausgestellt." },
      { ...card, balance: { stamps: 0, required: 10, rewards: 0 } },
    ),
    type(
      "CardInstalledEvent",
      cardsAndCustomers,
      {
        en: "A customer has added the card to the wallet.",
        de: "Die Karte wurde zum Wallet auf dem Telefon hinzugefügt.",
      },
      { ...card, platform: "apple" },
    ),
    type(
      "CardScannedEvent",
      cardsAndCustomers,
      { en: "A card was scanned at the till.", de: "Eine Karte wurde an der Kasse gescannt." },
      { ...card, location: { id: "loc_2", name: "Filiale Mitte" }, scannedBy: "Kasse 1" },
    ),
    type(
      "CardBalanceUpdatedEvent",
      cardsAndCustomers,
      {
        en: "Stamps or points on a card have changed.",
        de: "Stempel oder Punkte einer Karte haben sich geändert.",
      },
      { ...card, change: { stamps: 1 } },
    ),
    type(
      "CardExpiredEvent",
      cardsAndCustomers,
      { en: "A card has run out.", de: "Eine Karte ist abgelaufen." },
      { ...card, expiredAt: "2026-05-04" },
    ),
    type(
      "CardRemovedEvent",
      cardsAndCustomers,
      {
        en: "A customer has removed the card from the wallet.",
        de: "Die Karte wurde aus dem Wallet entfernt.",
      },
      { ...card, platform: "google" },
    ),
    type(
      "CustomerCreatedEvent",
      cardsAndCustomers,
      { en: "A new customer has signed up.", de: "Eine Kundin oder ein Kunde hat sich angemeldet." },
      customer,
      customerFields,
    ),
    type(
      "CustomerReferralCreatedEvent",
      growth,
      {
        en: "A customer has brought another one along.",
        de: "Eine Kundin oder ein Kunde hat jemanden empfohlen.",
      },
      { ...customer, referredBy: "cus_0a11", code: "LENA-10" },
      customerFields,
    ),
    type(
      "CustomerSegmentLinkedEvent",
      growth,
      { en: "A customer now belongs to a segment.", de: "Ein Kundenkonto gehört jetzt zu einem Segment." },
      { ...customer, segment: { id: "seg_vip", name: "Stammkundschaft" } },
      customerFields,
    ),
    type(
      "FeedbackCreatedEvent",
      feedback,
      { en: "A customer has left feedback.", de: "Es wurde eine Bewertung abgegeben." },
      {
        feedbackId: "fbk_9",
        customerId: "cus_81b0",
        cardId: "crd_5f1c2a",
        rating: 5,
        comment: "Sehr freundlich!",
      },
      [
        { name: "rating", labels: { en: "Rating", de: "Bewertung" }, path: "data.rating" },
        { name: "comment", labels: { en: "Comment", de: "Kommentar" }, path: "data.comment" },
        {
          name: "customerId",
          labels: { en: "Customer number", de: "Kundennummer" },
          path: "data.customerId",
        },
      ],
    ),
  ],
  plans: [],
  endpointDefaults: {},
};
