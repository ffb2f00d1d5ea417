/** Who `npm run seed` makes up: customers of a booking system, with the catalogue of the preset `calenso`. */

export interface DemoWebhook {
  uid: string;
  /** Their test receiver, a server that is slow or broken, or no server at all. */
  receiver: "good" | "slow" | "broken" | "email";
  /** What the API takes for an endpoint, but for its address. */
  fields: Record<string, unknown>;
}

export interface DemoCustomer {
  uid: string;
  name: string;
  plan: string | null;
  webhooks: DemoWebhook[];
  /** Event types, in the order in which they happen, again and again. */
  happenings: string[];
}

const bookings = ["appointment.booking.created", "appointment.updated", "appointment.booking.cancelled"];
const classes = ["event.booking.created", "event.booking.cancelled"];
const contacts = ["customer.created", "customer.updated", "customer.deleted"];

/** To whom it happens. */
export const people = [
  { first_name: "Nora", last_name: "Keller", email: "nora.keller@example.com" },
  { first_name: "Luca", last_name: "Bianchi", email: "luca.bianchi@example.com" },
  { first_name: "Aylin", last_name: "Yıldız", email: "aylin.yildiz@example.com" },
  { first_name: "Björn", last_name: "Müller", email: "bjoern.mueller@example.com" },
  { first_name: "Chloé", last_name: "Favre", email: "chloe.favre@example.com" },
  { first_name: "Sam", last_name: "O’Neill", email: "sam.oneill@example.com" },
  { first_name: "Ewa", last_name: "Wiśniewska", email: "ewa.wisniewska@example.com" },
];

export const customers: DemoCustomer[] = [
  {
    uid: "physio-keller",
    name: "Physiotherapie Keller",
    plan: "Business",
    webhooks: [
      { uid: "calendar", receiver: "good", fields: { name: "Calendar", eventTypes: bookings } },
      {
        uid: "crm",
        receiver: "good",
        fields: {
          name: "CRM contacts",
          eventTypes: contacts,
          payload: {
            mode: "fields",
            fields: [
              { name: "email", source: "data.email" },
              { name: "first_name", source: "data.first_name" },
              { name: "last_name", source: "data.last_name" },
              { name: "list", default: "patients", valueMode: "fixed" },
            ],
          },
        },
      },
      { uid: "old-crm", receiver: "broken", fields: { name: "Old CRM", eventTypes: contacts } },
      { uid: "newsletter", receiver: "good", fields: { name: "Newsletter", disabled: true } },
    ],
    happenings: [...bookings, "appointment.booking.created", ...contacts, "customer.created"],
  },
  {
    uid: "yoga-loft",
    name: "Yoga Loft Zürich",
    plan: "Professional",
    webhooks: [
      { uid: "attendance", receiver: "slow", fields: { name: "Attendance list", eventTypes: classes } },
      {
        uid: "warehouse",
        receiver: "good",
        fields: {
          name: "Data warehouse",
          batching: { enabled: true, maxEvents: 20, maxWaitSeconds: 3 },
        },
      },
    ],
    happenings: [...classes, "event.booking.created", "event.manual.booking.created", "customer.updated"],
  },
  {
    uid: "fahrschule-nord",
    name: "Fahrschule Nord",
    plan: "Enterprise",
    webhooks: [
      {
        uid: "sales",
        receiver: "good",
        fields: {
          name: "Sales: leads only",
          eventTypes: ["lead.created"],
          description: "Not more than five requests a second",
          throttleRate: 5,
        },
      },
      {
        uid: "lessons",
        receiver: "good",
        fields: {
          name: "Lessons in Zürich",
          eventTypes: bookings,
          filter: { "data.location": "Zürich" },
        },
      },
      {
        uid: "office",
        receiver: "email",
        fields: { name: "Office", destination: { type: "email", to: "office@fahrschule-nord.example" } },
      },
    ],
    happenings: ["lead.created", "lead.created", "appointment.booking.created", "appointment.updated"],
  },
  {
    uid: "salon-mira",
    name: "Salon Mira",
    plan: "Basic",
    webhooks: [{ uid: "shop", receiver: "broken", fields: { name: "Shop" } }],
    happenings: ["appointment.booking.created", "customer.created"],
  },
  {
    uid: "cafe-am-see",
    name: "Café am See",
    plan: null,
    webhooks: [],
    happenings: ["event.booking.created"],
  },
];
