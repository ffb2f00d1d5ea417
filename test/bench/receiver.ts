/** The customer's side: answers every webhook and keeps when each event first arrived. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { now, serve } from "./child.ts";

/** Path and message id → when it first arrived. */
const arrivals = new Map<string, number>();
let requests = 0;
let repeated = 0;

const server = createServer(async (request, response) => {
  requests++;
  for (const id of await messagesOf(request)) {
    const key = `${request.url} ${id}`;
    if (arrivals.has(key)) repeated++;
    else arrivals.set(key, now());
  }
  if (request.url!.startsWith("/hang")) return;
  const answer = () => response.writeHead(200, { "content-length": 0 }).end();
  if (request.url!.startsWith("/slow")) setTimeout(answer, 2_000);
  else answer();
});
server.keepAliveTimeout = 60_000;

/** Ids of the messages that came: one, or those of a batch. Only a batch is read. */
async function messagesOf(request: IncomingMessage): Promise<string[]> {
  const id = request.headers["webhook-id"] as string;
  if (!id.startsWith("batch_")) return [id];
  const elements = (await json(request)) as { id: string }[];
  return elements.map(({ id }) => id);
}

const functions = {
  listen: () =>
    new Promise<string>((resolve) => {
      server.listen(0, "127.0.0.1", () =>
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      );
    }),
  /** Different events that arrived, how many arrived again, and the requests that brought them. */
  status: () => ({ received: arrivals.size, repeated, requests }),
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
