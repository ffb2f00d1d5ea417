/** What axe says about pages. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

type Rules = "all" | "contrast";

/** Of those that are about colours; what else axe knows is the same in every colour scheme. */
const contrast = ["color-contrast", "link-in-text-block"];

/** For pages that are looked at again and again: each view brings axe along, which is quicker than to bring it then. */
export const bringAxe = (page: Page) => page.addInitScript(axe.source);

/** What axe finds, each with its impact. */
async function findings(page: Page, rules: Rules) {
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    ...(rules === "contrast" && { runOnly: { type: "rule", values: contrast } }),
  };
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
    options,
  );
  return violations.map(({ id, impact, nodes }) => ({
    impact,
    says: `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  }));
}

/** axe finds nothing at all. */
export async function provesFaultless(page: Page) {
  const found = await findings(page, "all");
  expect(
    found.map(({ says }) => says),
    page.url(),
  ).toEqual([]);
}

/** axe finds nothing serious, and nothing is wider than the window. */
export async function provesAccessible(page: Page, rules: Rules = "all") {
  const found = await findings(page, rules);
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    serious.map(({ says }) => says),
    page.url(),
  ).toEqual([]);
  const beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  expect(beyond, `${page.url()} is wider than the window by`).toBeLessThanOrEqual(0);
}
