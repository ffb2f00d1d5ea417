import { expect, it } from "vitest";
import { unstable_readConfig } from "wrangler";

it("requests to hosts of the Worker's own zone go the way that everybody's go", () => {
  const { compatibility_flags } = unstable_readConfig({ config: "wrangler.toml" });
  expect(compatibility_flags).toContain("global_fetch_strictly_public");
});
