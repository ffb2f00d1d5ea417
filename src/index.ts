import { app } from "./api/app.ts";
import { consume } from "./pipeline/consume.ts";

export { Journal } from "./objects/journal.ts";
export { Outbox } from "./objects/outbox.ts";
export { Producer } from "./pipeline/rpc.ts";

export default { fetch: app.fetch, queue: consume } satisfies ExportedHandler<Env>;
