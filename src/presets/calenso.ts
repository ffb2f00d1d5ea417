import { inGroups } from "./in-groups.ts";
import type { Named, PickableField, Preset, PresetEventType } from "./preset.ts";

/** Bookings of appointments and group appointments. Payload `{created, type, source, data}`. */

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

const type = (
  name: string,
  descriptions: Named,
  data: Record<string, unknown>,
  more: Partial<PresetEventType> = {},
) => ({ name, descriptions, example: payload(name, data), fields: bookingFields, ...more });

const customerType = (
  name: string,
  descriptions: Named,
  data: Record<string, unknown>,
  more: Partial<PresetEventType> = {},
) => type(name, descriptions, data, { availableSince: "4.9.0", fields: customerFields("data"), ...more });

const planned = { status: "planned" } as const;

export const calenso: Preset = {
  name: "calenso",
  title: { en: "Booking system", de: "Buchungssystem" },
  eventTypes: inGroups(
    [
      { en: "Appointments and group appointments", de: "Termine und Gruppentermine" },
      [
        type(
          "appointment.booking.created",
          {
            en: "A customer has booked an appointment through the booking widget.",
            de: "Eine Kundin oder ein Kunde hat über das Buchungswidget einen Termin gebucht.",
          },
          appointment,
        ),
        type(
          "event.booking.created",
          {
            en: "A customer has signed up for a group appointment.",
            de: "Eine Kundin oder ein Kunde hat sich für einen Gruppentermin angemeldet.",
          },
          event,
        ),
        type(
          "appointment.booking.cancelled",
          {
            en: "A customer has cancelled an appointment.",
            de: "Eine Kundin oder ein Kunde hat einen Termin storniert.",
          },
          { ...appointment, cancelled_at: "2026-05-06T08:12:00+02:00", reason: "krank" },
          { availableSince: "3.1.6" },
        ),
        type(
          "event.booking.cancelled",
          {
            en: "A customer has called off taking part in an event.",
            de: "Eine Kundin oder ein Kunde hat die Event-Teilnahme abgesagt.",
          },
          { ...event, cancelled_at: "2026-05-20T18:40:00+02:00", reason: null },
          { availableSince: "3.1.6" },
        ),
        type(
          "appointment.updated",
          { en: "An appointment was moved.", de: "Ein Termin wurde verschoben." },
          { ...appointment, changed: ["start", "end"] },
        ),
        type(
          "appointment.manual.booking.created",
          {
            en: "An appointment was entered in the calendar manually.",
            de: "Ein Termin wurde manuell in den Kalender eingetragen.",
          },
          { ...appointment, booked_by: { id: 17, name: "Jonas Frei" } },
          { availableSince: "3.8.0" },
        ),
        type(
          "event.manual.booking.created",
          {
            en: "A customer was added to a group appointment manually.",
            de: "Eine Kundin oder ein Kunde wurde manuell zu einem Gruppentermin hinzugefügt.",
          },
          { ...event, booked_by: { id: 17, name: "Jonas Frei" } },
          { availableSince: "3.8.0" },
        ),
      ],
    ],
    [
      { en: "Customers", de: "Kunden" },
      [
        customerType(
          "customer.created",
          { en: "A customer was created.", de: "Eine Kundin oder ein Kunde wurde angelegt." },
          customer,
        ),
        customerType(
          "customer.updated",
          { en: "A customer was updated.", de: "Eine Kundin oder ein Kunde wurde aktualisiert." },
          { ...customer, changed: ["phone"] },
        ),
        customerType(
          "customer.deleted",
          { en: "A customer was deleted.", de: "Eine Kundin oder ein Kunde wurde gelöscht." },
          { id: customer.id, uuid: customer.uuid, email: customer.email },
          { fields: customerFields("data").slice(0, 1) },
        ),
      ],
    ],
    [
      { en: "Leads", de: "Leads" },
      [
        type(
          "lead.created",
          { en: "A new lead was created.", de: "Ein neuer Lead wurde angelegt." },
          { ...customer, id: 51007 },
          { featureFlags: ["enterprise"], fields: customerFields("data") },
        ),
      ],
    ],
    [
      { en: "Payments", de: "Zahlungen" },
      [
        type(
          "appointment.booking.payment_succeeded",
          {
            en: "The services of a booked appointment were paid for.",
            de: "Die gebuchten Dienstleistungen eines Termins wurden bezahlt.",
          },
          { ...appointment, payment: { ...payment, status: "succeeded" } },
          planned,
        ),
        type(
          "appointment.booking.payment_failed",
          {
            en: "There was a problem with the payment for the services of an appointment.",
            de: "Bei der Zahlung der gebuchten Dienstleistungen gab es ein Problem.",
          },
          { ...appointment, payment: { ...payment, status: "failed", reason: "card_declined" } },
          planned,
        ),
        type(
          "event.booking.payment_succeeded",
          { en: "Taking part in an event was paid for.", de: "Eine Event-Teilnahme wurde bezahlt." },
          { ...event, payment: { ...payment, status: "succeeded" } },
          planned,
        ),
        type(
          "event.booking.payment_failed",
          {
            en: "There was a problem with the payment for taking part in an event.",
            de: "Bei der Zahlung einer Event-Teilnahme gab es ein Problem.",
          },
          { ...event, payment: { ...payment, status: "failed", reason: "card_declined" } },
          planned,
        ),
      ],
    ],
  ),
  plans: [
    { name: "Basic", maxEndpoints: 1 },
    { name: "Professional", maxEndpoints: 3 },
    { name: "Business", maxEndpoints: 5 },
    { name: "Enterprise", maxEndpoints: 10, featureFlags: ["enterprise"] },
  ],
  endpointDefaults: {
    payload: { mode: "full", fields: [], hierarchy: "nested", envelope: "none" },
    form: {
      promoted: ["auth", "hierarchy"],
      labels: {
        authKey: { en: "Authorization header key", de: "Authorization Header Key" },
        authValue: { en: "Authorization header value", de: "Authorization Header Value" },
        hierarchy: { en: "Hierarchy of the JSON file", de: "Hierarchie der JSON-Datei" },
      },
    },
  },
};
