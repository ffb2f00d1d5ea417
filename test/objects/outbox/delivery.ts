import type { StoredDelivery } from "../../../src/objects/outbox/deliveries.ts";
import { newId } from "../../../src/store/ids.ts";

/** A delivery of a message of its own. */
export function newDelivery(fields: Partial<StoredDelivery> = {}): StoredDelivery {
  const message = fields.message ?? newId("message");
  return {
    ...{ id: message, message, members: null, eventType: "a.b", channels: null, tags: null },
    ...{ attempt: 1, trigger: 0, handOuts: 0 },
    ...fields,
  };
}
