/** A small Cloudflare API on loopback: one account, as much of it as `wrangler` asks for when it deploys Posthorn. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";

interface Binding {
  name: string;
  type: string;
  [detail: string]: unknown;
}

interface Version {
  id: string;
  bindings: Binding[];
  /** Tables of the database when the version began to serve. */
  tables: string[];
}

interface Answer {
  status?: number;
  result?: unknown;
  error?: { code: number; message: string; notes?: { text: string }[] };
  info?: unknown;
}

export class Account {
  readonly id = "0123456789abcdef0123456789abcdef";
  readonly token = "a token of the account";
  readonly databases = new Map<string, { uuid: string; name: string; sql: DatabaseSync }>();
  readonly queues = new Map<string, { queue_id: string; queue_name: string; consumers: Binding[] }>();
  readonly buckets = new Set<string>();
  readonly secrets = new Map<string, string>();
  readonly assets = new Set<string>();
  /** Of the Worker, the one that serves last. */
  readonly versions: Version[] = [];
  /** What was asked for that this API doesn't have. */
  readonly unknown: string[] = [];
  /** What changed something, in order: `PUT /workers/scripts/posthorn`. */
  readonly changes: string[] = [];
  scriptTag: string | null = null;

  tables(): string[] {
    const rows = [...this.databases.values()].flatMap(({ sql }) =>
      sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all(),
    );
    return rows.map(({ name }) => String(name)).sort();
  }

  answer(method: string, path: string, query: URLSearchParams, body: unknown): Answer | null {
    for (const [pattern, handle] of this.#routes) {
      const [verb, route] = pattern.split(" ") as [string, string];
      const found = new RegExp(`^${route.replaceAll(/:\w+/g, "([^/]+)")}$`).exec(path);
      if (verb === method && found) return handle(found.slice(1).map(decodeURIComponent), body, query);
    }
    return null;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each route knows what wrangler sends it
  readonly #routes: [string, (path: string[], body: any, query: URLSearchParams) => Answer | null][] = [
    [
      "GET /workers/services/:name",
      ([name]) => (this.scriptTag ? { result: this.#service(name!) } : noWorker),
    ],
    [
      "GET /workers/scripts/:name/deployments",
      () => (this.scriptTag ? { result: { deployments: [this.#deployment()] } } : noWorker),
    ],
    [
      "GET /workers/scripts/:name/settings",
      () => (this.scriptTag ? { result: { bindings: this.versions.at(-1)!.bindings } } : noWorker),
    ],
    [
      "GET /workers/workers/:name",
      ([name]) =>
        this.scriptTag
          ? { result: { id: this.scriptTag, name, subdomain: { enabled: true, previews_enabled: true } } }
          : noWorker,
    ],
    ["GET /workers/subdomain", () => ({ result: { subdomain: "flowers" } })],
    ["GET /workers/scripts/:name/subdomain", () => ({ result: { enabled: true, previews_enabled: true } })],
    ["POST /workers/scripts/:name/subdomain", () => ({ result: { enabled: true, previews_enabled: true } })],
    [
      "GET /workers/scripts/:name/secrets",
      () =>
        this.scriptTag
          ? { result: [...this.secrets.keys()].map((name) => ({ name, type: "secret_text" })) }
          : noWorker,
    ],
    [
      "PUT /workers/scripts/:name/secrets",
      (_, { name, text }) => {
        if (!this.scriptTag) return noWorker;
        this.secrets.set(name, text);
        return { result: { name, type: "secret_text" } };
      },
    ],
    ["POST /workers/scripts/:name/assets-upload-session", (_, { manifest }) => this.#session(manifest)],
    ["POST /workers/assets/upload", (_, form: FormData) => this.#uploaded(form)],
    ["PUT /workers/scripts/:name", (_, form: FormData) => this.#upload(form)],
    [
      "GET /d1/database",
      (_, __, query) => {
        const all = [...this.databases.values()].map(({ uuid, name }) => ({ uuid, name }));
        const named = all.filter(({ name }) => !query.get("name") || name === query.get("name"));
        return {
          result: named,
          info: { page: 1, per_page: 100, count: named.length, total_count: named.length },
        };
      },
    ],
    [
      "POST /d1/database",
      (_, { name }) => {
        const database = { uuid: randomUUID(), name, sql: new DatabaseSync(":memory:") };
        this.databases.set(database.uuid, database);
        return { result: { uuid: database.uuid, name } };
      },
    ],
    [
      "GET /d1/database/:id",
      ([id]) => {
        const found = this.#database(id!);
        return found ? { result: { uuid: found.uuid, name: found.name } } : noDatabase;
      },
    ],
    [
      "POST /d1/database/:id/query",
      ([id], body) => (this.#database(id!) ? this.#sql(this.#database(id!)!.sql, body) : noDatabase),
    ],
    [
      "GET /queues",
      (_, __, query) => ({
        result: [...this.queues.values()].filter(
          ({ queue_name }) => !query.get("name") || query.getAll("name").includes(queue_name),
        ),
        info: { page: 1, per_page: 100, total_pages: 1 },
      }),
    ],
    [
      "POST /queues",
      (_, { queue_name }) => {
        if (this.queues.has(queue_name))
          return { status: 409, error: { code: 11009, message: "Queue name is already taken" } };
        this.queues.set(queue_name, { queue_id: randomUUID(), queue_name, consumers: [] });
        return { result: this.queues.get(queue_name) };
      },
    ],
    [
      "POST /queues/:id/consumers",
      ([id], body) => {
        const queue = [...this.queues.values()].find(({ queue_id }) => queue_id === id)!;
        queue.consumers.push({ ...body, consumer_id: randomUUID(), script: body.script_name });
        return { result: queue.consumers.at(-1) };
      },
    ],
    [
      "PUT /queues/:id/consumers/:consumer",
      ([id, consumer], body) => {
        const queue = [...this.queues.values()].find(({ queue_id }) => queue_id === id)!;
        const found = queue.consumers.find(({ consumer_id }) => consumer_id === consumer)!;
        return { result: Object.assign(found, body) };
      },
    ],
    ["GET /r2/buckets/:name", ([name]) => (this.buckets.has(name!) ? { result: { name } } : noBucket)],
    [
      "POST /r2/buckets",
      (_, { name }) => {
        this.buckets.add(name);
        return { result: { name } };
      },
    ],
    ["GET /r2/buckets", () => ({ result: { buckets: [...this.buckets].map((name) => ({ name })) } })],
  ];

  #deployment = () => ({
    id: randomUUID(),
    source: "wrangler",
    strategy: "percentage",
    author_email: "someone@example.com",
    created_on: "2026-11-20T10:00:00Z",
    versions: [{ version_id: this.versions.at(-1)!.id, percentage: 100 }],
  });

  #service = (name: string) => ({
    id: name,
    default_environment: {
      environment: "production",
      script: { id: name, tag: this.scriptTag, last_deployed_from: "wrangler" },
    },
    environments: [{ environment: "production" }],
  });

  #database = (id: string) =>
    this.databases.get(id) ?? [...this.databases.values()].find(({ name }) => name === id);

  #sql(sql: DatabaseSync, { sql: text, params = [] }: { sql: string; params?: string[] }): Answer {
    try {
      const single = params.length > 0 || /^\s*(select|pragma)/i.test(text);
      const results = single ? sql.prepare(text).all(...params) : [];
      if (!single) sql.exec(text);
      return { result: [{ success: true, results, meta: { duration: 1 } }] };
    } catch (error) {
      return { status: 400, error: { code: 7500, message: (error as Error).message } };
    }
  }

  #session(manifest: Record<string, { hash: string }>): Answer {
    const hashes = Object.values(manifest).map(({ hash }) => hash);
    const missing = hashes.filter((hash) => !this.assets.has(hash));
    const jwt = `e30.${btoa(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 3600 }))}.x`;
    return { result: { jwt, buckets: missing.length === 0 ? [] : [missing] } };
  }

  #uploaded(form: FormData): Answer {
    for (const hash of form.keys()) this.assets.add(hash);
    const jwt = `e30.${btoa(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 3600 }))}.x`;
    return { status: 201, result: { jwt } };
  }

  /** A version that goes live at once: everything that it is bound to has to be there. */
  #upload(form: FormData): Answer {
    const metadata = JSON.parse(String(form.get("metadata")));
    const bindings: Binding[] = metadata.bindings;
    if (!form.has(metadata.main_module))
      return { status: 400, error: { code: 10021, message: "No main module" } };
    for (const binding of bindings) {
      const { name, type } = binding;
      const inherited = this.versions.at(-1)?.bindings.find((one) => one.name === name);
      if (type === "inherit" && !inherited && !this.secrets.has(name))
        return {
          status: 400,
          error: {
            code: 10057,
            message: "invalid inherit binding",
            notes: [{ text: `inherit binding '${name}' is invalid` }],
          },
        };
      if (type === "d1" && !this.databases.has(String(binding.id ?? binding.database_id)))
        return { status: 400, error: { code: 10181, message: `D1 binding '${name}' has no database` } };
      if (type === "queue" && !this.queues.has(String(binding.queue_name)))
        return { status: 400, error: { code: 10063, message: `Queue ${binding.queue_name} does not exist` } };
      if (type === "r2_bucket" && !this.buckets.has(String(binding.bucket_name)))
        return { status: 400, error: { code: 10085, message: `R2 bucket ${binding.bucket_name} not found` } };
    }
    const kept: string[] = metadata.keep_bindings ?? [];
    if (!kept.includes("secret_text"))
      for (const name of this.secrets.keys())
        if (!bindings.some((one) => one.name === name)) this.secrets.delete(name);
    for (const { name, type, text } of bindings)
      if (type === "secret_text") this.secrets.set(name, String(text));
    this.scriptTag ??= randomUUID();
    const before = this.versions.at(-1)?.bindings ?? [];
    const resolved = bindings.map((one) =>
      one.type === "inherit" ? (before.find(({ name }) => name === one.name) ?? one) : one,
    );
    const version = { id: randomUUID(), bindings: resolved, tables: this.tables() };
    this.versions.push(version);
    return {
      result: {
        id: "posthorn",
        tag: this.scriptTag,
        etag: "x",
        pipeline_hash: "x",
        mutable_pipeline_id: "x",
        deployment_id: version.id,
        startup_time_ms: 12,
      },
    };
  }
}

const noWorker: Answer = {
  status: 404,
  error: { code: 10007, message: "This Worker does not exist on your account." },
};
const noDatabase: Answer = { status: 404, error: { code: 7404, message: "The database could not be found" } };
const noBucket: Answer = {
  status: 404,
  error: { code: 10006, message: "The specified bucket does not exist." },
};

/** @returns the account and the environment in which `wrangler` speaks to it */
export async function cloudflare(): Promise<{
  account: Account;
  env: Record<string, string>;
  close: () => void;
}> {
  const account = new Account();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, "http://localhost");
    const path = url.pathname.replace(`/accounts/${account.id}`, "");
    const method = request.method!;
    const reply = ({ status = 200, result = null, error, info }: Answer) => {
      response.writeHead(status, { "content-type": "application/json" });
      const errors = error === undefined ? [] : [error];
      response.end(
        JSON.stringify({ success: !error, errors, messages: [], result, result_info: info ?? null }),
      );
    };
    const body = await read(request);
    const answer = account.answer(method, path, url.searchParams, body);
    if (answer === null) account.unknown.push(`${method} ${path}`);
    else if (method !== "GET") account.changes.push(`${method} ${path}`);
    reply(answer ?? { status: 404, error: { code: 7003, message: `No route for ${method} ${path}` } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    account,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
    env: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: account.token,
      CLOUDFLARE_ACCOUNT_ID: account.id,
      WRANGLER_SEND_METRICS: "false",
    },
  };
}

async function read(request: IncomingMessage): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  const bytes = await buffer(request);
  if (type.startsWith("multipart/"))
    return new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  return bytes.length > 0 ? JSON.parse(bytes.toString()) : null;
}
