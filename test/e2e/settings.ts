import type { Settings } from "../server/server.ts";

export const jwtSecret = "a secret for end-to-end tests, and for them only";

/** What servers of tests have in place of wrangler.toml's. */
export const settings = (own: Settings = {}): Settings => ({
  JWT_SECRET: jwtSecret,
  ENCRYPTION_KEY: btoa("k".repeat(32)),
  ALLOWED_PRIVATE_SUBNETS: "127.0.0.0/8,::1/128",
  EMAIL_FROM: "webhooks@posthorn.example",
  ...own,
});
