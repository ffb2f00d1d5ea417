/** Something to look at: an organisation with a customer, webhooks, event types and messages, made through the API. */
// biome-ignore lint/suspicious/noExplicitAny: answers of the API as they are
type Call = (method: string, path: string, body?: unknown) => Promise<any>;

export interface Seeded {
  app: string;
  /** Ids of the endpoints by name. */
  endpoints: Record<string, string>;
  /** Opens the portal, logged in. */
  link: string;
  readOnlyLink: string;
}

const types = [
  ["contact.created", "Contacts", "A contact was created", "Ein Kontakt wurde angelegt"],
  ["contact.updated", "Contacts", "A contact was changed", "Ein Kontakt wurde geändert"],
  ["invoice.paid", "Invoices", "An invoice was paid in full", "Eine Rechnung wurde vollständig bezahlt"],
  ["invoice.overdue", "Invoices", "An invoice is overdue", "Eine Rechnung ist überfällig"],
  ["booking.created", "Bookings", "Somebody booked an appointment", "Jemand hat einen Termin gebucht"],
] as const;

/**
 * @param receiver address of something that answers 200, or 500 for paths with `fail`
 * @param messages how many are sent
 */
export async function seed(call: Call, receiver: string, messages = 30): Promise<Seeded> {
  for (const [name, groupName, en, de] of types)
    await call("PUT", `/event-type/${name}`, {
      description: en,
      groupName,
      descriptions: { en, de },
      example: { id: "4711", name: "Jane Doe", email: "jane@example.com", amount: "129.00" },
    });
  await call("PUT", "/plan/pro", { maxEndpoints: 5, retentionDays: 30, maxThrottleRate: 50 }).catch(
    () => null,
  );
  const app: string = (await call("POST", "/app", { name: "Flower shop", plan: "pro" })).id;
  const wanted = {
    ERP: { url: `${receiver}/erp`, eventTypes: ["invoice.paid", "invoice.overdue"] },
    "CRM Contacts": { url: `${receiver}/crm/contacts?source=posthorn`, eventTypes: ["contact.created"] },
    "Old shop": { url: `${receiver}/fail`, eventTypes: null },
    Newsletter: { url: "https://hooks.example.com/newsletter/v2/subscribers", disabled: true },
  };
  const endpoints: Record<string, string> = {};
  for (const [name, fields] of Object.entries(wanted))
    endpoints[name] = (await call("POST", `/app/${app}/endpoint`, { name, ...fields })).id;
  for (let n = 0; n < messages; n++) {
    const [eventType] = types[n % types.length]!;
    await call("POST", `/app/${app}/msg`, {
      eventType,
      payload: {
        id: String(4711 + n),
        name: "Jane Doe",
        contact: { email: "jane@example.com" },
        tags: ["a"],
      },
    });
  }
  const open = (more: object) => call("POST", `/auth/app-portal-access/${app}`, more);
  return {
    app,
    endpoints,
    link: (await open({})).url,
    readOnlyLink: (await open({ readOnly: true })).url,
  };
}
