import { type Whoami, whoamiOut } from "../contract/api-key.ts";
import { type Caller, route, router } from "./http/router.ts";
import { iso } from "./http/shapes.ts";

const kindOf = ({ app, apiKey }: Caller): Whoami["kind"] => {
  if (apiKey !== null) return "apiKey";
  return app === null ? "organisation" : "application";
};

export const whoami = router().openapi(
  route({
    method: "get",
    path: "/auth/whoami",
    tag: "Authentication",
    summary: "See what the token is, and what it may do",
    answers: { 200: whoamiOut },
    scope: null,
  }),
  async (c) => {
    const { caller } = c.var;
    const { org, app, scopes, featureFlags, expiresAt, apiKey } = caller;
    return c.json(
      {
        kind: kindOf(caller),
        org,
        application: app,
        scopes: [...scopes],
        featureFlags,
        expiresAt: expiresAt === null ? null : iso(expiresAt),
        apiKey,
      } satisfies Whoami,
      200,
    );
  },
);
