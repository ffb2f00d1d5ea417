import { uid } from "../../contract/fields.ts";
import { invalid, PosthornError } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import { problem } from "../../core/problems/problem.ts";

/** What `make` creates, unless another request has just created it under the same name: then that one. */
export async function createOrFind<T>(
  make: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<{ made: T } | { found: T }> {
  const before = await find();
  if (before) return { found: before };
  try {
    return { made: await make() };
  } catch (error) {
    const found = error instanceof PosthornError && error.code === "conflict" ? await find() : undefined;
    if (!found) throw error;
    return { found };
  }
}

/** The uid for what a PUT creates: that of the path, which an id is not. Throws not_found. */
export function newUid(
  kind: "application" | "endpoint",
  name: string,
  given: string | null | undefined,
): string {
  if (isId(kind, name) || !uid(kind).safeParse(name).success) throw new PosthornError(`no_such_${kind}`);
  if (given != null && given !== name) throw invalid(["body", "uid"], problem("uid_not_of_path"));
  return name;
}
