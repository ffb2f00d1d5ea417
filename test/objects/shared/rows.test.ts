import { expect, it } from "vitest";
import { migrations as ofJournal } from "../../../src/objects/journal/schema.ts";
import { migrations as ofOutbox } from "../../../src/objects/outbox/schema.ts";
import { deleteRows } from "../../../src/objects/shared/rows.ts";
import { withTables } from "../database.ts";

/** Puts so many rows into each table that an object has. */
function fill({ exec }: { exec: SqlStorage["exec"] }, rows: number): string[] {
  const tables = exec(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
  )
    .toArray()
    .map(({ name }) => String(name))
    .filter((name) => name !== "schema_version");
  for (const table of tables) {
    const columns = exec(`SELECT name, type FROM pragma_table_info('${table}')`).toArray();
    const values = columns.map(({ type }) => (type === "INTEGER" ? "n.i" : "'v' || n.i"));
    exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
        INSERT INTO ${table} SELECT ${values} FROM n`,
    );
  }
  return tables;
}

it.for([
  ["a Journal", ofJournal],
  ["an Outbox", ofOutbox],
] as const)("deletes the rows of every table of %s, step by step, but what it knows of itself", ([, steps]) =>
  withTables(steps, ({ storage: { sql } }) => {
    const exec = sql.exec.bind(sql);
    const tables = fill({ exec }, 30);
    expect(tables.length).toBeGreaterThan(4);
    const left = () =>
      tables.filter((table) => Number(exec(`SELECT count(*) AS n FROM ${table}`).one().n) > 0);
    let taken = 1;
    for (; !deleteRows(sql, 25); taken++) expect(left()).toContain("key_value");
    expect(taken).toBeGreaterThanOrEqual(tables.length);
    expect(left()).toEqual(["key_value"]);
  }),
);
