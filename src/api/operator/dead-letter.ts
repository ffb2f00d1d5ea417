import { z } from "@hono/zod-openapi";
import { type DeadLetter, deadLetterOut } from "../../contract/dead-letter.ts";
import { type Page, pageFields, pageOf } from "../../contract/page.ts";
import { PosthornError } from "../../core/errors.ts";
import { listDead, removeDead, retryDead } from "../../pipeline/dead-letters/dead-letters.ts";
import { route, router } from "../http/router.ts";
import { toPage } from "../http/shapes.ts";

const params = z.object({ letter_id: z.string() });
const notFound = () => new PosthornError("no_such_dead_letter");
const tag = "Dead letters";

/** Jobs that Posthorn or the platform gave up. */
export const deadLetter = router()
  .openapi(
    route({
      method: "get",
      path: "/dead-letter",
      tag,
      summary: "List dead letters",
      description:
        "The latest first. One is kept for 30 days, and of an organisation's the newest 1,000. What names no organisation is nobody's, and shown to none.",
      query: z.object(pageFields("deadLetter")),
      answers: { 200: pageOf(deadLetterOut) },
      orgOnly: true,
    }),
    async (c) => {
      const page = await listDead(c.env, c.var.caller.org, toPage(c.req.valid("query")));
      return c.json(page satisfies Page<DeadLetter>, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/dead-letter/{letter_id}/retry",
      tag,
      summary: "Put a dead letter's job back into its queue",
      description: "Refused with the reason when the job would only end as a dead letter again.",
      params,
      answers: { 202: null },
      orgOnly: true,
    }),
    async (c) => {
      if (!(await retryDead(c.env, c.var.caller.org, c.req.valid("param").letter_id))) throw notFound();
      return c.body(null, 202);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/dead-letter/{letter_id}",
      tag,
      summary: "Delete a dead letter",
      params,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      if (!(await removeDead(c.env, c.var.caller.org, c.req.valid("param").letter_id))) throw notFound();
      return c.body(null, 204);
    },
  );
