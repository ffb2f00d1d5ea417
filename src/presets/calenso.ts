import type { PickableField, Preset, PresetEventType } from "./preset.ts";

/** Bookings of appointments and events. Payload `{created, type, source, data}`. */

const created = "2026-05-04T09:30:00+02:00";

const customer = {
  id: 40812,
  uuid: "0c6c6ad2-3d35-4c3c-8f6b-0a3d5f2c9b11",
  first_name: "Nora",
  last_name: "Keller",
  email: "nora.keller@example.com",
  phone: "+41 44 555 01 23",
  language: "de",
};

const appointment = {
  id: 90211,
  uuid: "f7a3f1de-3f1a-4b83-b7c7-7d1c8b6f2a90",
  title: "Erstberatung",
  start: "2026-05-11T14:00:00+02:00",
  end: "2026-05-11T14:45:00+02:00",
  location: "Zürich",
  worker: { id: 17, name: "Jonas Frei" },
  customer,
};

const event = {
  id: 3301,
  title: "Yoga am Morgen",
  start: "2026-06-01T07:00:00+02:00",
  end: "2026-06-01T08:00:00+02:00",
  seats: 2,
  ticket: { id: 771203, category: "Standard", price: "25.00", currency: "CHF" },
  customer,
};

const payment = { id: "pay_7712", amount: "120.00", currency: "CHF", method: "card" };

const payload = (type: string, data: Record<string, unknown>) => ({ created, type, source: "calenso", data });

const customerFields = (prefix: string): PickableField[] => [
  { name: "email", labels: { en: "Email address", de: "E-Mail-Adresse" }, path: `${prefix}.email` },
  { name: "first_name", labels: { en: "First name", de: "Vorname" }, path: `${prefix}.first_name` },
  { name: "last_name", labels: { en: "Last name", de: "Nachname" }, path: `${prefix}.last_name` },
  { name: "phone", labels: { en: "Telephone", de: "Telefon" }, path: `${prefix}.phone` },
];

const bookingFields: PickableField[] = [
  { name: "title", labels: { en: "Title", de: "Titel" }, path: "data.title" },
  { name: "start", labels: { en: "Begin", de: "Beginn" }, path: "data.start" },
  { name: "end", labels: { en: "End", de: "Ende" }, path: "data.end" },
  ...customerFields("data.customer"),
];

const appointments = "Termine";
const events = "Veranstaltungen";
const customers = "Kunden";

const type = (
  name: string,
  groupName: string,
  descriptions: { en: string; de: string },
  data: Record<string, unknown>,
  more: Partial<PresetEventType> = {},
): PresetEventType => ({
  name,
  groupName,
  descriptions,
  example: payload(name, data),
  fields: groupName === customers ? customerFields("data") : bookingFields,
  ...more,
});

export const calenso: Preset = {
  name: "calenso",
  title: { en: "Booking system", de: "Buchungssystem" },
  eventTypes: [
    type(
      "appointment.booking.created",
      appointments,
      {
        en: "A customer has booked an appointment.",
        de: "Eine Kundin oder ein Kunde hat einen Termin gebucht.",
      },
      appointment,
    ),
    type(
      "event.booking.created",
      events,
      {
        en: "A customer has booked a place at an event.",
        de: "Ein Platz bei einer Veranstaltung wurde gebucht.",
      },
      event,
    ),
    type(
      "appointment.booking.cancelled",
      appointments,
      { en: "A booked appointment was called off.", de: "Ein gebuchter Termin wurde abgesagt." },
      { ...appointment, cancelled_at: "2026-05-06T08:12:00+02:00", reason: "krank" },
      { availableSince: "3.1.6" },
    ),
    type(
      "event.booking.cancelled",
      events,
      {
        en: "A booking for an event was called off.",
        de: "Eine Buchung für eine Veranstaltung wurde storniert.",
      },
      { ...event, cancelled_at: "2026-05-20T18:40:00+02:00", reason: null },
      { availableSince: "3.1.6" },
    ),
    type(
      "appointment.updated",
      appointments,
      {
        en: "Time, place or details of an appointment have changed.",
        de: "Zeit, Ort oder Angaben eines Termins haben sich geändert.",
      },
      { ...appointment, changed: ["start", "end"] },
    ),
    type(
      "appointment.manual.booking.created",
      appointments,
      {
        en: "Somebody on the team has entered an appointment by hand.",
        de: "Jemand aus dem Team hat einen Termin von Hand eingetragen.",
      },
      { ...appointment, booked_by: { id: 17, name: "Jonas Frei" } },
      { availableSince: "3.8.0" },
    ),
    type(
      "event.manual.booking.created",
      events,
      {
        en: "Somebody on the team has entered a booking for an event by hand.",
        de: "Jemand aus dem Team hat eine Veranstaltungsbuchung von Hand eingetragen.",
      },
      { ...event, booked_by: { id: 17, name: "Jonas Frei" } },
      { availableSince: "3.8.0" },
    ),
    type(
      "customer.created",
      customers,
      { en: "A new customer is on file.", de: "Eine Kundin oder ein Kunde wurde neu angelegt." },
      customer,
      { availableSince: "4.9.0" },
    ),
    type(
      "customer.updated",
      customers,
      {
        en: "Details of a customer have changed.",
        de: "Angaben einer Kundin oder eines Kunden wurden geändert.",
      },
      { ...customer, changed: ["phone"] },
      { availableSince: "4.9.0" },
    ),
    type(
      "customer.deleted",
      customers,
      { en: "A customer was removed.", de: "Eine Kundin oder ein Kunde wurde gelöscht." },
      { id: customer.id, uuid: customer.uuid, email: customer.email },
      { availableSince: "4.9.0", fields: customerFields("data").slice(0, 1) },
    ),
    type(
      "lead.created",
      customers,
      {
        en: "Somebody has left contact details without booking yet.",
        de: "Jemand hat Kontaktdaten hinterlassen, ohne schon zu buchen.",
      },
      { ...customer, id: 51007, interest: "Erstberatung" },
      { featureFlags: ["enterprise"] },
    ),
    type(
      "appointment.booking.payment_succeeded",
      appointments,
      { en: "An appointment was paid for.", de: "Ein Termin wurde bezahlt." },
      { ...appointment, payment: { ...payment, status: "succeeded" } },
      { status: "planned" },
    ),
    type(
      "appointment.booking.payment_failed",
      appointments,
      {
        en: "The payment for an appointment has failed.",
        de: "Die Zahlung für einen Termin ist fehlgeschlagen.",
      },
      { ...appointment, payment: { ...payment, status: "failed", reason: "card_declined" } },
      { status: "planned" },
    ),
    type(
      "event.booking.payment_succeeded",
      events,
      { en: "A place at an event was paid for.", de: "Ein Platz bei einer Veranstaltung wurde bezahlt." },
      { ...event, payment: { ...payment, status: "succeeded" } },
      { status: "planned" },
    ),
    type(
      "event.booking.payment_failed",
      events,
      {
        en: "The payment for a place at an event has failed.",
        de: "Die Zahlung für eine Veranstaltung ist fehlgeschlagen.",
      },
      { ...event, payment: { ...payment, status: "failed", reason: "card_declined" } },
      { status: "planned" },
    ),
  ],
  plans: [
    { name: "Basic", maxEndpoints: 1 },
    { name: "Professional", maxEndpoints: 3 },
    { name: "Business", maxEndpoints: 5 },
    { name: "Enterprise", maxEndpoints: 10, featureFlags: ["enterprise"] },
  ],
  endpointDefaults: { payload: { mode: "full", fields: [], hierarchy: "nested", envelope: "none" } },
};
