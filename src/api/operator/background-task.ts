import { z } from "@hono/zod-openapi";
import {
  type BackgroundTask,
  backgroundTaskOut,
  backgroundTasksQuery,
} from "../../contract/background-task.ts";
import { pageOf } from "../../contract/page.ts";
import { PosthornError } from "../../core/errors.ts";
import type { Task } from "../../core/tasks.ts";
import { route, router } from "../http/router.ts";
import { iso, mapPage, toPage } from "../http/shapes.ts";

export const outTask = ({ id, status, task, updatedAt, data }: Task): BackgroundTask => ({
  id,
  status,
  task,
  updatedAt: iso(updatedAt),
  data,
});

const tag = "Background tasks";

export const backgroundTask = router()
  .openapi(
    route({
      method: "get",
      path: "/background-task",
      tag,
      summary: "List background tasks, the latest first",
      description: "Of the past 90 days.",
      query: backgroundTasksQuery,
      answers: { 200: pageOf(backgroundTaskOut) },
      orgOnly: true,
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { status = null, task = null } = query;
      const organisation = c.env.ORGANISATION.getByName(c.var.caller.org);
      const page = await organisation.tasks({ status, task }, toPage(query, query.order));
      return c.json(mapPage(page, outTask), 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/background-task/{task_id}",
      tag,
      summary: "Get a background task",
      params: z.object({ task_id: z.string() }),
      answers: { 200: backgroundTaskOut },
      orgOnly: true,
    }),
    async (c) => {
      const task = await c.env.ORGANISATION.getByName(c.var.caller.org).task(c.req.valid("param").task_id);
      if (!task) throw new PosthornError("no_such_task");
      return c.json(outTask(task as Task), 200);
    },
  );
