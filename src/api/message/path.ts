import { z } from "@hono/zod-openapi";
import { PosthornError } from "../../core/errors.ts";
import type { Content } from "../../core/message.ts";
import type { StoredMessage } from "../../objects/journal/messages.ts";
import { readContents } from "../../pipeline/deliver/contents.ts";
import { pathApplication } from "../application/application.ts";
import type { ApiContext } from "../http/router.ts";

export const messageParams = z.object({ app_id: z.string(), msg_id: z.string() });
const notFound = () => new PosthornError("no_such_message");

/** The message that a path names, by id or `eventId`. */
export async function pathMessage(c: ApiContext) {
  const app = await pathApplication(c);
  const journal = c.env.JOURNAL.getByName(app.id);
  const message = await journal.find(c.req.param("msg_id")!);
  if (!message) throw notFound();
  return { app, journal, message: message as StoredMessage };
}

/** Payloads of messages of one application; those that are gone are missing. */
export const contentsOf = async (c: ApiContext, app: string, ids: string[]): Promise<Map<string, Content>> =>
  ids.length === 0 ? new Map() : readContents(c.env, await c.env.JOURNAL.getByName(app).locate(ids));
