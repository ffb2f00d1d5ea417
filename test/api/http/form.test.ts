import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { origin } from "../client.ts";

const form = { origin, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" };
const large = `token=${"x".repeat(4_000_001)}`;

/** Says nothing of its length. */
const streamed = () => new Blob([large]).stream();

it.each([
  ["of its length", () => large],
  ["of no length", streamed],
])("a form %s that is too large is refused before anybody has logged in", async (_, body) => {
  const { status } = await exports.default.fetch(`${origin}/portal/session`, {
    method: "POST",
    headers: form,
    body: body(),
  });
  expect(status).toBe(413);
});
