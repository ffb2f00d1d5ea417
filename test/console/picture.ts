import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** Where the pictures are. */
export const folder = `${import.meta.dirname}/screenshots/`;
/** The best quality that stays below so many bytes. */
const qualities = [
  [0.85, 35_000],
  [0.7, 35_000],
  [0.5, 40_000],
  [0.35, 60_000],
  [0.15, 60_000],
] as const;

/**
 * Writes a picture of the whole page, as small as it takes.
 *
 * @param blank a page that isn't needed, to make the picture in
 */
export async function picture(page: Page, blank: Page, name: string, width: number) {
  const height = Math.min(
    width > 500 ? 1400 : 1600,
    await page.evaluate<number>("document.documentElement.scrollHeight"),
  );
  // As tall as the picture: what keeps to the window's edges stands at the picture's.
  await page.setViewportSize({ width, height });
  const png = await page.screenshot({ animations: "disabled" });
  for (const [quality, most] of qualities) {
    const data = await blank.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${png.toString("base64")}";
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", ${quality}).split(",")[1];
    })()`);
    const bytes = Buffer.from(data, "base64");
    if (bytes.length > most) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${name}.webp`, bytes);
    return;
  }
  throw new Error(`${name} is too large at any quality`);
}
