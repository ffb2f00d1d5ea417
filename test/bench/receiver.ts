/** The customer's side: answers every webhook at once and keeps when each first arrived. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { now, serve } from "./child.ts";

/** Path and webhook-id → when it first arrived. */
const arrivals = new Map<string, number>();
let repeated = 0;

const server = createServer((request, response) => {
  const key = `${request.url} ${request.headers["webhook-id"]}`;
  if (arrivals.has(key)) repeated++;
  else arrivals.set(key, now());
  response.writeHead(200, { "content-length": 0 }).end();
});
server.keepAliveTimeout = 60_000;

const functions = {
  listen: () =>
    new Promise<string>((resolve) => {
      server.listen(0, "127.0.0.1", () =>
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      );
    }),
  /** Different webhooks that arrived, and how many arrived again. */
  status: () => ({ received: arrivals.size, repeated }),
  /** By message id; of a message for several endpoints the first. */
  byMessage: () => {
    const first: Record<string, number> = {};
    for (const [key, at] of arrivals) first[key.slice(key.indexOf(" ") + 1)] ??= at;
    return first;
  },
  /** All moments of arrival, in order. */
  moments: () => [...arrivals.values()],
};

export type Receiver = typeof functions;
serve(functions);
