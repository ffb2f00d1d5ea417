import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Where a text stands in the files of a server that is stopped: in rows of its databases, which is where those of D1,
 * of all Durable Objects and of R2 are, and in all other files.
 */
export function tracesOnDisk(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !/-(wal|shm)$/.test(path))
    .flatMap((path) => {
      const name = relative(folder, path);
      if (path.endsWith(".sqlite")) return tablesWith(path, text).map((table) => `${name} ${table}`);
      return readFileSync(path).includes(text) ? [name] : [];
    });
}

function tablesWith(path: string, text: string): string[] {
  const database = new DatabaseSync(path, { readBigInts: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables
      .map(({ name }) => String(name))
      .filter((name) => {
        const rows = database.prepare(`SELECT * FROM "${name}"`).all();
        return rows.some((row) =>
          Object.values(row).some((value) =>
            value instanceof Uint8Array ? Buffer.from(value).includes(text) : String(value).includes(text),
          ),
        );
      });
  } finally {
    database.close();
  }
}
