import type { Producer } from "../../../src/pipeline/producer-rpc.ts";

interface ProducerEnv {
  POSTHORN: Service<typeof Producer>;
  POSTHORN_OF_ACME: Service<typeof Producer>;
  API: Fetcher;
  EVENTS: Queue;
  PAYLOADS: R2Bucket;
}

/** Does what a test tells it to: the path says what, the body is JSON of the arguments. */
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (!/^\/(?:rpc\/|queue$|dead-letters$)/.test(pathname)) return env.API.fetch(request);
    const body = await request.json();
    try {
      return Response.json({ result: (await act(pathname, body, env)) ?? null });
    } catch (error) {
      return Response.json({ error: error instanceof Error ? error.message : String(error) });
    }
  },
} satisfies ExportedHandler<ProducerEnv>;

// biome-ignore lint/suspicious/noExplicitAny: also what doesn't fit is passed on
function act(pathname: string, body: any, env: ProducerEnv): Promise<unknown> {
  switch (pathname) {
    case "/rpc/send":
      return env.POSTHORN.send(body.target, body.message, body.options);
    case "/rpc/send-of-acme":
      return env.POSTHORN_OF_ACME.send(body.target, body.message, body.options);
    case "/rpc/send-batch":
      return env.POSTHORN.sendBatch(body.target, body.messages, body.options);
    case "/queue":
      return env.EVENTS.sendBatch(body.map((job: unknown) => ({ body: job, contentType: "json" })));
    case "/dead-letters":
      return deadLetters(env);
    default:
      throw new Error(`There is no ${pathname}.`);
  }
}

async function deadLetters(env: ProducerEnv) {
  const { objects } = await env.PAYLOADS.list({ prefix: "dead-letters/" });
  return Promise.all(
    objects.map(async ({ key }) => ({ key, letter: await (await env.PAYLOADS.get(key))!.json() })),
  );
}
