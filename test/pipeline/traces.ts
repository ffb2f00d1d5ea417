import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Journal, Organisation, Outbox } from "../../src/index.ts";

type Row = Record<string, unknown>;

/** Where a text stands in all that is stored: in tables of D1, in those of all Durable Objects, and in R2. */
export async function traces(text: string): Promise<string[]> {
  const [inD1, inR2, ...inObjects] = await Promise.all([
    tracesInD1(text),
    tracesInR2(text),
    tracesInObjects("journal", env.JOURNAL, text),
    tracesInObjects("outbox", env.OUTBOX, text),
    tracesInObjects("organisation", env.ORGANISATION, text),
  ]);
  return [...inD1, ...inR2, ...inObjects.flat()];
}

const tableNames =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'";

const holds = (rows: Row[], text: string) => JSON.stringify(rows).includes(text);

async function tracesInD1(text: string): Promise<string[]> {
  const { results } = await env.DB.prepare(tableNames).all<{ name: string }>();
  const found = await Promise.all(
    results.map(async ({ name }) => {
      const { results: rows } = await env.DB.prepare(`SELECT * FROM ${name}`).all();
      return holds(rows, text) ? [`D1 ${name}`] : [];
    }),
  );
  return found.flat();
}

async function tracesInR2(text: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await env.PAYLOADS.list(cursor === undefined ? {} : { cursor });
    for (const { key } of page.objects) {
      const object = await env.PAYLOADS.get(key);
      const whole = object && `${key} ${JSON.stringify(object.customMetadata)} ${await object.text()}`;
      if (whole?.includes(text)) found.push(`R2 ${key}`);
    }
    if (!page.truncated) return found;
    cursor = page.cursor;
  }
}

async function tracesInObjects(
  kind: string,
  namespace: DurableObjectNamespace<Journal | Outbox | Organisation>,
  text: string,
): Promise<string[]> {
  const ids = await listDurableObjectIds(namespace);
  const found = await Promise.all(
    ids.map((id) =>
      runInDurableObject(namespace.get(id) as DurableObjectStub, (_, { storage }) =>
        storage.sql
          .exec<{ name: string }>(tableNames)
          .toArray()
          .filter(({ name }) => holds(storage.sql.exec(`SELECT * FROM ${name}`).toArray(), text))
          .map(({ name }) => `${kind} ${name}`),
      ),
    ),
  );
  return found.flat();
}
