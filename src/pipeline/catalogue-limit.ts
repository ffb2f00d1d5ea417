import { PosthornError } from "../core/errors.ts";
import { jsonSize } from "../core/json/size.ts";
import { catalogue } from "../core/limits.ts";
import * as eventTypes from "../store/event-types.ts";
import type { EventType } from "../store/schema.ts";

/**
 * Is there room for these event types, new or changed? What doesn't grow is always taken. Two requests at once may get a
 * little past the limit.
 *
 * @throws limit_reached
 */
export async function checkCatalogue(env: Env, org: string, changed: readonly EventType[]): Promise<void> {
  const { all, others } = await eventTypes.sizes(
    env,
    org,
    changed.map(({ name }) => name),
  );
  const count = others.count + changed.length;
  const bytes = changed.reduce((sum, type) => sum + sizeOf(type), others.bytes);
  if (count > catalogue.most && count > all.count)
    throw new PosthornError("event_types_too_many", { max: catalogue.most });
  if (bytes > catalogue.bytes && bytes > all.bytes)
    throw new PosthornError("catalogue_too_large", { max: catalogue.bytes });
}

const sizeOf = ({ schemas, extensions }: EventType) =>
  (schemas === null ? 0 : jsonSize(schemas)) + jsonSize(extensions);
