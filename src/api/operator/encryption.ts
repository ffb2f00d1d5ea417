import { type Renewal, renewalIn, renewalOut } from "../../contract/encryption.ts";
import { log } from "../../store/log.ts";
import * as sealed from "../../store/sealed.ts";
import { route, router } from "../http/router.ts";

/** So that a step keeps to the queries that the smallest plan of the platform lets a request make. */
const endpointsAStep = 25;

export const encryption = router().openapi(
  route({
    method: "post",
    path: "/encryption/renew",
    tag: "Encryption",
    summary: "Encrypt with the current key what an earlier one has encrypted",
    description:
      "A step through the endpoints of the whole deployment; the next one begins with the iterator of this one, until it is done. Then `ENCRYPTION_KEY_PREVIOUS` is needed no more.",
    body: renewalIn,
    answers: { 200: renewalOut },
    orgOnly: true,
  }),
  async (c) => {
    const { iterator = null } = c.req.valid("json");
    const { renewed, unreadable, last } = await sealed.renew(c.env, iterator, endpointsAStep);
    for (const endpoint of unreadable) log("secret_unreadable", { endpoint });
    const answer = { renewed, unreadable: unreadable.length, iterator: last, done: last === null };
    return c.json(answer satisfies Renewal, 200);
  },
);
