import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Where a text stands in the files of a server that is stopped: in rows of its databases, which is where those of D1,
 * of all Durable Objects and of R2 are, and in all other files. A blob that no row of R2 names is what the emulator of R2
 * leaves when it is killed: it deletes the row first and the file at its leisure.
 */
export function tracesOnDisk(folder: string, text: string): string[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !/-(wal|shm)$/.test(path));
  const databases = paths.filter((path) => path.endsWith(".sqlite"));
  const isNamed = (path: string) =>
    basename(dirname(path)) !== "blobs" ||
    databases.some((database) => tablesWith(database, basename(path)).length > 0);
  return paths.flatMap((path) => {
    const name = relative(folder, path);
    if (path.endsWith(".sqlite")) return tablesWith(path, text).map((table) => `${name} ${table}`);
    return readFileSync(path).includes(text) && isNamed(path) ? [name] : [];
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
