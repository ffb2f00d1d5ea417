import { sql } from "drizzle-orm";
import { type Health, healthOut, type PartState } from "../contract/health.ts";
import { keyUnfit, secretProblems } from "../core/secrets.ts";
import { db } from "../store/db.ts";
import { isReadable } from "../store/sealed.ts";
import { route, router } from "./http/router.ts";

async function check(probe: () => Promise<unknown>): Promise<PartState> {
  try {
    await probe();
    return "ok";
  } catch {
    return "unavailable";
  }
}

const tag = "Health";

export const health = router()
  .openapi(
    route({
      method: "get",
      path: "/health",
      tag,
      summary: "State of each part",
      answers: { 200: healthOut, 503: healthOut },
      public: true,
    }),
    async (c) => {
      const { env } = c;
      const [database, payloads, journal, events, deliveries] = await Promise.all([
        check(() => db(env).get(sql`SELECT 1 FROM applications LIMIT 1`)),
        check(() => env.PAYLOADS.head("health")),
        check(() => env.JOURNAL.getByName("health").find("health")),
        check(() => env.EVENTS.metrics()),
        check(() => env.DELIVERIES.metrics()),
      ]);
      const unfit = secretProblems(env);
      // Where the database doesn't answer, that is what is wrong.
      const fits = unfit.length > 0 || (await isReadable(env).catch(() => true));
      const problems = fits ? unfit : [keyUnfit];
      const secrets: PartState = problems.length === 0 ? "ok" : "unavailable";
      const parts = { secrets, database, payloads, journal, events, deliveries };
      const healthy = Object.values(parts).every((state) => state === "ok");
      const status = healthy ? "ok" : "unavailable";
      return c.json({ status, parts, problems } satisfies Health, healthy ? 200 : 503);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/health/ping",
      tag,
      summary: "Is the Worker there?",
      answers: { 204: null },
      public: true,
    }),
    (c) => c.body(null, 204),
  );
