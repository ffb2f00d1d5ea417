import { z } from "@hono/zod-openapi";
import {
  type BulkExpunged,
  backgroundTaskOut,
  bulkExpungeIn,
  bulkExpungeOut,
  expungeIn,
} from "../../contract/background-task.ts";
import { PosthornError } from "../../core/errors.ts";
import { expunges as limit } from "../../core/limits.ts";
import type { HeldValue } from "../../objects/journal/expunge-task.ts";
import { newId } from "../../store/ids.ts";
import { pathApplication } from "../application/application.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { outTask } from "../operator/background-task.ts";
import { messageParams, pathMessage } from "./path.ts";

/** @param held null for all messages */
async function expunge(c: ApiContext, held: HeldValue | null) {
  const { id: app, org } = await pathApplication(c);
  const id = newId("task");
  if (!(await c.env.JOURNAL.getByName(app).beginExpunge({ org, app }, id, held)))
    throw new PosthornError("expunges_too_many", { max: limit.most });
  const data = { appId: app, checked: 0, messagesPurged: 0 };
  const now = Date.now();
  const begun = { id, app, task: "application.purge_content", status: "running", updatedAt: now } as const;
  return c.json(outTask({ ...begun, data }), 202);
}

const tag = "Message";
const params = z.object({ app_id: z.string() });

/** Contents that are deleted for good; that there were messages stays in the log. */
export const messageExpunge = router()
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/msg/{msg_id}/content",
      tag,
      summary: "Delete a message's content for good",
      description:
        "Its payload, the answers to it, and what was kept of the requests with it. It can't be sent again.",
      params: messageParams,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { journal, message } = await pathMessage(c);
      await journal.expunge([message.id]);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/expunge",
      tag,
      summary: "Delete the contents of all messages that hold a value",
      description:
        "As when the content of each is deleted: for requests of persons whose data are in payloads. A background task, whose `data` counts the messages that were `checked` and those whose content is deleted (`messagesPurged`). Messages that are accepted after the call are left alone.",
      params,
      body: expungeIn,
      answers: { 202: backgroundTaskOut },
      orgOnly: true,
    }),
    async (c) => {
      const { path, value } = c.req.valid("json");
      return expunge(c, { path, value: String(value) });
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/expunge-all-contents",
      tag,
      summary: "Delete the contents of all messages",
      description:
        "A background task, whose `data` counts the messages whose content is deleted (`messagesPurged`). Messages that are accepted after the call are left alone.",
      params,
      answers: { 202: backgroundTaskOut },
      orgOnly: true,
    }),
    async (c) => expunge(c, null),
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/bulk-expunge",
      tag,
      summary: "Delete the contents of several messages",
      params,
      body: bulkExpungeIn,
      answers: { 200: bulkExpungeOut },
      orgOnly: true,
    }),
    async (c) => {
      const ids = [...new Set(c.req.valid("json").ids ?? [])];
      const { id: app } = await pathApplication(c);
      const expunged = new Set(await c.env.JOURNAL.getByName(app).expunge(ids));
      const results = ids.map((id) => [id, expunged.has(id) ? "expunged" : "not-found"] as const);
      return c.json({ results: Object.fromEntries(results) } satisfies BulkExpunged, 200);
    },
  );
