import { z } from "@hono/zod-openapi";
import { backgroundTaskOut, expungeIn } from "../../contract/background-task.ts";
import { PosthornError } from "../../core/errors.ts";
import { expunges as limit } from "../../core/limits.ts";
import { newId } from "../../store/ids.ts";
import { pathApplication } from "../application/application.ts";
import { route, router } from "../http/router.ts";
import { outTask } from "../operator/background-task.ts";
import { messageParams, pathMessage } from "./path.ts";

const tag = "Message";

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
      await journal.expunge(message.id);
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
        "As when the content of each is deleted: for requests of persons whose data are in payloads. A background task, whose `data` counts the messages that were `checked` and those whose content was `deleted`. Messages that are accepted after the call are left alone.",
      params: z.object({ app_id: z.string() }),
      body: expungeIn,
      answers: { 202: backgroundTaskOut },
      orgOnly: true,
    }),
    async (c) => {
      const { id: app, org } = await pathApplication(c);
      const { path, value } = c.req.valid("json");
      const id = newId("task");
      const journal = c.env.JOURNAL.getByName(app);
      if (!(await journal.beginExpunge({ org, app }, { id, path, value: String(value) })))
        throw new PosthornError("expunges_too_many", { max: limit.most });
      const data = { appId: app, checked: 0, deleted: 0 };
      const now = Date.now();
      const begun = { id, app, task: "message.expunge", status: "running", updatedAt: now, data } as const;
      return c.json(outTask(begun), 202);
    },
  );
