import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "../..");

/** Why nothing can be kept in the project's folder; null when it can. */
export function whyNotWritable(): string | null {
  const kept = join(root, ".wrangler");
  try {
    mkdirSync(kept, { recursive: true });
    accessSync(kept, constants.W_OK);
    return null;
  } catch (error) {
    return `Posthorn keeps its state in ${kept}, where nothing can be written: ${(error as Error).message}`;
  }
}
