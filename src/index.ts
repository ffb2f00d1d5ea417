import { app } from "./api/app.ts";
import { isPage, pages } from "./console/index.ts";
import { consume } from "./pipeline/consume.ts";

export { Journal } from "./objects/journal/journal.ts";
export { Organisation } from "./objects/organisation/organisation.ts";
export { Outbox } from "./objects/outbox/outbox.ts";
export { Sender } from "./pipeline/deliver/sender.ts";
export { Producer } from "./pipeline/producer-rpc.ts";

export default {
  fetch(request, env, ctx) {
    if (!isPage(new URL(request.url).pathname)) return app.fetch(request, env, ctx);
    const api = async (call: Request) => app.fetch(call, env, ctx);
    return pages.fetch(request, { env, api }, ctx);
  },
  queue: consume,
} satisfies ExportedHandler<Env>;
