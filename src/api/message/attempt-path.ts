import { z } from "@hono/zod-openapi";
import { PosthornError } from "../../core/errors.ts";
import type { StoredMessage } from "../../objects/journal/messages.ts";
import type { LoggedAttempt } from "../../objects/outbox/attempts.ts";
import type { Application } from "../../store/schema.ts";
import type { ApiContext } from "../http/router.ts";
import { messageParams, pathMessage } from "./path.ts";

export const attemptParams = messageParams.extend({ attempt_id: z.string() });
const notFound = () => new PosthornError("no_such_attempt");

/** The attempt that a path names, at which endpoint it was made. */
export async function pathAttempt(
  c: ApiContext,
): Promise<{ app: Application; attempt: LoggedAttempt; endpoint: string; message: StoredMessage }> {
  const { app, message } = await pathMessage(c);
  const id = c.req.param("attempt_id")!;
  const found = await Promise.all(
    destinations(message).map(async (endpoint) => ({
      endpoint,
      attempt: (await c.env.OUTBOX.getByName(endpoint).attempt(id)) as LoggedAttempt | null,
    })),
  );
  for (const { endpoint, attempt } of found)
    if (attempt && (attempt.message === message.id || attempt.messages?.includes(message.id)))
      return { app, endpoint, attempt, message };
  throw notFound();
}

/** Endpoints that a message was, or is to be, sent to. */
export const destinations = (message: StoredMessage) =>
  Object.entries(message.verdicts ?? {})
    .filter(([, verdict]) => verdict === "matched" || verdict === "manual")
    .map(([id]) => id);
