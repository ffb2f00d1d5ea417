import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { origin } from "../client.ts";

const open = (languages: string) =>
  exports.default.fetch(`${origin}/confirm-email?token=none`, { headers: { "accept-language": languages } });

it("shows its page to people only: nobody frames it, it loads its own style and leaks no link", async () => {
  const { status, headers } = await open("en");
  expect(status).toBe(410);
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'",
  );
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
});

it.each([
  ["de-CH, fr;q=0.9", "de", "E-Mail-Adresse bestätigen"],
  ["fr, de;q=0.4, en;q=0.7", "en", "Confirm your email address"],
  ["fr", "en", "Confirm your email address"],
])("speaks to who reads %s in %s", async (languages, lang, title) => {
  const page = await (await open(languages)).text();
  expect(page).toContain(`<html lang="${lang}">`);
  expect(page).toContain(`<h1>${title}</h1>`);
});
