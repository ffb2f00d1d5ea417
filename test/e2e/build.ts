import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freshState, root, wrangler } from "./wrangler.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with the project as it was when the tests began, and a migrated database. */
    project: string;
  }
}

const parts = ["src", "migrations", "test/e2e/producer", "wrangler.toml", "package.json", "tsconfig.json"];

/** Servers run from a copy: they write nothing into the project, and don't restart when somebody edits it. */
export default async function ({ provide }: TestProject) {
  const project = await mkdtemp(join(tmpdir(), "posthorn-e2e-"));
  for (const part of parts) await cp(join(root, part), join(project, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  await mkdir(join(project, freshState));
  await wrangler(project, "d1", "migrations", "apply", "DB", "--local", "--persist-to", freshState);
  provide("project", project);
  return () => rm(project, { recursive: true, force: true });
}
