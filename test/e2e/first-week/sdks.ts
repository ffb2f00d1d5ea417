import * as two from "svix";
import * as one from "svix-1";

/** One SDK in one of its versions, spoken to by the names of version 2. */
export interface Sdk {
  version: string;
  connect(token: string, serverUrl: string): two.Svix;
  Webhook: typeof two.Webhook;
  ApiException: typeof two.ApiException;
  messageInRaw: typeof two.messageInRaw;
  /** What the field is called that version 2 calls `eventTypes` of an endpoint. */
  eventTypes: "eventTypes";
}

const names: Record<PropertyKey, string> = { upsert: "update", setHeaders: "updateHeaders" };

/** A resource of version 1 with the methods that version 2 has. */
const renamed = (resource: object): unknown =>
  new Proxy(resource, {
    get(target, name) {
      const value = Reflect.get(target, name in target ? name : (names[name] ?? name));
      if (typeof value === "function") return value.bind(target);
      return typeof value === "object" && value !== null ? renamed(value) : value;
    },
  });

export const sdks: Sdk[] = [
  {
    ...one,
    version: "1",
    connect: (token: string, serverUrl: string) => renamed(new one.Svix(token, { serverUrl })) as two.Svix,
    eventTypes: "filterTypes",
  } as unknown as Sdk,
  {
    ...two,
    version: "2",
    connect: (token, serverUrl) => new two.Svix(token, { serverUrl }),
    eventTypes: "eventTypes",
  },
];
