import { existsSync } from "node:fs";

/** What pages load is there: in a fresh folder, nothing has made it yet. */
export default async function () {
  if (!existsSync(".wrangler/assets/assets/console/manifest.json")) await import("../src/cli/assets.ts");
}
