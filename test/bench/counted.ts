/**
 * The Worker for the benchmark of costs: Posthorn with its bindings wrapped, so that what Cloudflare bills is counted.
 * `GET /__counts` answers the counts so far.
 */
import worker, {
  Journal as PlainJournal,
  Organisation as PlainOrganisation,
  Outbox as PlainOutbox,
  Sender as PlainSender,
} from "../../src/index.ts";
import { type Counts, type Operation, prices } from "./prices.ts";

export { Producer } from "../../src/index.ts";

/** The Worker and its objects share an isolate here, and so these. */
const counts = Object.fromEntries(Object.keys(prices).map((operation) => [operation, 0])) as Counts;
const add = (operation: Operation, count = 1) => {
  counts[operation] += count;
};

type Method = (...input: unknown[]) => unknown;

/** The object with some of its methods replaced; the others still belong to the object itself. */
const wrap = <T extends object>(object: T, methods: Partial<Record<keyof T, unknown>>): T =>
  new Proxy(object, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return methods[name as keyof T];
      const value = Reflect.get(target, name);
      return typeof value === "function"
        ? (...input: unknown[]) => Reflect.apply(value, target, input)
        : value;
    },
  });

/** Every operation on a queue is billed by 64 kB; a message is written, read and deleted. JSON is near enough to v8. */
const chunks = (body: unknown) => Math.ceil(JSON.stringify(body).length / 64_000);

const countQueue = (queue: Queue): Queue =>
  wrap(queue, {
    send(body: unknown, options?: QueueSendOptions) {
      add("queueOperations", 2 * chunks(body));
      return queue.send(body, options);
    },
    sendBatch(messages: Iterable<MessageSendRequest>, options?: QueueSendBatchOptions) {
      for (const { body } of messages) add("queueOperations", 2 * chunks(body));
      return queue.sendBatch(messages, options);
    },
  } satisfies Partial<Record<keyof Queue, unknown>>);

/** A call of an object's method is a request. */
const countNamespace = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>) =>
  wrap(namespace, {
    getByName(name: string) {
      const stub = namespace.getByName(name);
      return new Proxy(stub, {
        get(target, method) {
          return (...input: unknown[]) => {
            add("objectRequests");
            return (Reflect.get(target, method) as Method)(...input);
          };
        },
      });
    },
  });

const countBucket = (bucket: R2Bucket): R2Bucket => {
  const counting =
    (name: "put" | "list" | "get" | "head", operation: Operation): Method =>
    (...input) => {
      add(operation);
      return (bucket[name] as Method)(...input);
    };
  return wrap(bucket, {
    put: counting("put", "r2ClassA"),
    list: counting("list", "r2ClassA"),
    get: counting("get", "r2ClassB"),
    head: counting("head", "r2ClassB"),
  });
};

const addRows = ({ meta }: D1Result) => {
  add("d1RowsRead", meta.rows_read);
  add("d1RowsWritten", meta.rows_written);
};

/** Only `all` tells how many rows it took, so `raw` goes by it: no query here gives two columns one name. */
const countStatement = (statement: D1PreparedStatement): D1PreparedStatement => {
  const all = async () => {
    const result = await statement.all();
    addRows(result);
    return result;
  };
  return wrap(statement, {
    bind: (...values: unknown[]) => countStatement(statement.bind(...values)),
    all,
    run: all,
    raw: async () => (await all()).results.map(Object.values),
  });
};

const countDatabase = (database: D1Database): D1Database =>
  wrap(database, { prepare: (query: string) => countStatement(database.prepare(query)) });

const wrapped = new WeakMap<Env, Env>();

function countEnv(env: Env): Env {
  const known = wrapped.get(env);
  if (known) return known;
  const fresh: Env = {
    ...env,
    DB: countDatabase(env.DB),
    PAYLOADS: countBucket(env.PAYLOADS),
    EVENTS: countQueue(env.EVENTS),
    DELIVERIES: countQueue(env.DELIVERIES),
    JOURNAL: countNamespace(env.JOURNAL),
    OUTBOX: countNamespace(env.OUTBOX),
    ORGANISATION: countNamespace(env.ORGANISATION),
  };
  wrapped.set(env, fresh);
  return fresh;
}

let patched = false;

/** Counts rows at the prototypes, which all objects of the isolate share; an alarm that is set is a row written. */
function countStorage(storage: DurableObjectStorage): void {
  if (patched) return;
  patched = true;
  const sql = Object.getPrototypeOf(storage.sql);
  const { exec }: SqlStorage = sql;
  sql.exec = function (this: SqlStorage, ...input: unknown[]) {
    const cursor = Reflect.apply(exec, this, input) as SqlStorageCursor<never>;
    // Every cursor is read to its end at once.
    queueMicrotask(() => {
      add("objectRowsRead", cursor.rowsRead);
      add("objectRowsWritten", cursor.rowsWritten);
    });
    return cursor;
  };
  const prototype = Object.getPrototypeOf(storage);
  const { setAlarm } = prototype;
  prototype.setAlarm = function (this: DurableObjectStorage, ...input: unknown[]) {
    add("objectRowsWritten");
    return Reflect.apply(setAlarm, this, input);
  };
}

export class Journal extends PlainJournal {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx.storage);
    super(ctx, countEnv(env));
  }
  override alarm() {
    add("objectRequests");
    return super.alarm();
  }
}

export class Outbox extends PlainOutbox {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx.storage);
    super(ctx, countEnv(env));
  }
  override alarm() {
    add("objectRequests");
    return super.alarm();
  }
}

export class Organisation extends PlainOrganisation {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx.storage);
    super(ctx, countEnv(env));
  }
  override alarm() {
    add("objectRequests");
    return super.alarm();
  }
}

/** An invocation by a service binding is part of the one that called it. */
export class Sender extends PlainSender {
  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, countEnv(env));
  }
}

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/__counts") return Response.json(counts);
    add("requests");
    return worker.fetch(request, countEnv(env), ctx);
  },
  queue(batch, env, ctx) {
    add("requests");
    for (const { body } of batch.messages) add("queueOperations", chunks(body));
    return worker.queue(batch, countEnv(env), ctx);
  },
} satisfies ExportedHandler<Env>;
