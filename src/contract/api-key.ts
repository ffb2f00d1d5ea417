import { z } from "@hono/zod-openapi";
import { scopes } from "../core/api-key.ts";
import { time } from "./fields.ts";

const scope = z.enum(scopes);

export const apiKeyIn = z
  .object({
    name: z.string().trim().min(1).max(256),
    scopes: z.array(scope).min(1).max(scopes.length).openapi({
      description:
        "`send`: create messages. `read`: every GET, but no secrets. `admin`: everything that an organisation token may.",
    }),
    expiresAt: time.nullish().openapi({ description: "Null for never." }),
  })
  .openapi("ApiKeyIn");

export const apiKeyOut = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scope),
    censoredToken: z.string().openapi({ description: "Its first characters." }),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    lastUsedAt: z
      .string()
      .nullable()
      .openapi({ description: "To within 10 minutes; null when it never was." }),
  })
  .openapi("ApiKeyOut");
export type ApiKey = z.output<typeof apiKeyOut>;

export const apiKeyCreated = apiKeyOut
  .extend({ token: z.string().openapi({ description: "The key itself, which is never shown again." }) })
  .openapi("ApiKeyCreated");
export type CreatedApiKey = z.output<typeof apiKeyCreated>;

export const whoamiOut = z
  .object({
    kind: z.enum(["organisation", "application", "apiKey"]),
    org: z.string(),
    application: z.string().nullable().openapi({ description: "Id of the only application it may act on." }),
    scopes: z.array(scope).openapi({
      description: "What it may do; of a JWT `admin`, or `read` when it is read-only.",
    }),
    featureFlags: z
      .array(z.string())
      .nullable()
      .openapi({ description: "Of an application token; null for all." }),
    expiresAt: z.string().nullable(),
    apiKey: z.object({ id: z.string(), name: z.string() }).nullable(),
  })
  .openapi("WhoamiOut");
export type Whoami = z.output<typeof whoamiOut>;
