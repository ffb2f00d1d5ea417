import { env, exports } from "cloudflare:workers";
import { expect, it } from "vitest";

it("boots", async () => {
  const r = await exports.default.fetch("http://posthorn.test/api/v1/health");
  expect(await r.json()).toMatchObject({ status: "ok" });
  expect(env.DB).toBeDefined();
});
