/** What a job carries, of whatever shape: another version, or another Worker, may have made it. */

const part = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const texts = (values: unknown[]) => values.filter((value) => typeof value === "string");

/** Ids of its messages. */
export const messagesIn = (job: unknown): string[] => {
  const deliveries = list(part(job, "deliveries"));
  const members = deliveries.flatMap((delivery) => list(part(delivery, "members")));
  return texts([
    ...list(part(job, "messages")).map((message) => part(message, "id")),
    ...[...deliveries, ...members].map((delivery) => part(delivery, "message")),
  ]);
};

/** Payloads that travel with it, as text. */
export const payloadsIn = (job: unknown): string[] => {
  const submitted = part(part(job, "message"), "payload");
  return texts([
    typeof submitted === "object" ? JSON.stringify(submitted) : submitted,
    ...list(part(job, "messages")).map((message) => part(message, "payload")),
    ...list(part(job, "deliveries")).map((delivery) => part(part(delivery, "content"), "payload")),
  ]);
};
