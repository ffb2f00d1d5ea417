import { z } from "@hono/zod-openapi";
import {
  type ApiKey as ApiKeyShown,
  apiKeyCreated,
  apiKeyIn,
  apiKeyOut,
  type CreatedApiKey,
} from "../../contract/api-key.ts";
import { order, pageFields, pageOf } from "../../contract/page.ts";
import { apiKeyFrom, apiKeyHash, startOf } from "../../core/api-key.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { apiKeys as limit } from "../../core/limits.ts";
import { problem } from "../../core/problems/problem.ts";
import * as apiKeys from "../../store/api-keys.ts";
import { newId, randomBytes } from "../../store/ids.ts";
import type { ApiKey } from "../../store/schema.ts";
import { route, router } from "../http/router.ts";
import { iso, mapPage, toPage } from "../http/shapes.ts";

const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

const out = ({ id, name, scopes, start, createdAt, expiresAt, lastUsedAt }: ApiKey): ApiKeyShown => ({
  id,
  name,
  scopes,
  censoredToken: `${start}…`,
  createdAt: iso(createdAt),
  expiresAt: isoOrNull(expiresAt),
  lastUsedAt: isoOrNull(lastUsedAt),
});

/** When it is to expire (ms). */
function expiryOf(time: string | null | undefined): number | null {
  if (time == null) return null;
  const expiresAt = Date.parse(time);
  if (expiresAt <= Date.now()) throw invalid(["body", "expiresAt"], problem("time_past"));
  return expiresAt;
}

const params = z.object({ key_id: z.string() });
const notFound = () => new PosthornError("no_such_api_key");

const tag = "API key";

export const apiKey = router()
  .openapi(
    route({
      method: "get",
      path: "/api-key",
      tag,
      summary: "List API keys",
      query: z.object({ ...pageFields("apiKey"), order }),
      answers: { 200: pageOf(apiKeyOut) },
      orgOnly: true,
      scope: "admin",
    }),
    async (c) => {
      const query = c.req.valid("query");
      const page = await apiKeys.list(c.env, c.var.caller.org, toPage(query, query.order));
      return c.json(mapPage(page, out), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api-key",
      tag,
      summary: "Create an API key",
      description: "The answer shows the key, this once.",
      body: apiKeyIn,
      answers: { 201: apiKeyCreated },
      orgOnly: true,
    }),
    async (c) => {
      const { name, scopes, expiresAt } = c.req.valid("json");
      const token = await apiKeyFrom(randomBytes(32));
      const created = await apiKeys.insert(
        c.env,
        {
          id: newId("apiKey"),
          org: c.var.caller.org,
          name,
          scopes: [...new Set(scopes)],
          hash: (await apiKeyHash(token))!,
          start: startOf(token),
          createdAt: Date.now(),
          expiresAt: expiryOf(expiresAt),
          lastUsedAt: null,
        },
        limit.most,
      );
      if (!created) throw new PosthornError("api_keys_too_many", { max: limit.most });
      return c.json({ ...out(created), token } satisfies CreatedApiKey, 201);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api-key/{key_id}",
      tag,
      summary: "Get an API key",
      params,
      answers: { 200: apiKeyOut },
      orgOnly: true,
      scope: "admin",
    }),
    async (c) => {
      const found = await apiKeys.find(c.env, c.var.caller.org, c.req.valid("param").key_id);
      if (!found) throw notFound();
      return c.json(out(found), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/api-key/{key_id}",
      tag,
      summary: "Revoke an API key",
      description: "No request with it is answered any more, at once and everywhere.",
      params,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const removed = await apiKeys.remove(c.env, c.var.caller.org, c.req.valid("param").key_id);
      if (!removed) throw notFound();
      return c.body(null, 204);
    },
  );
