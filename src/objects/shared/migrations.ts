/**
 * Brings an object's database up to date: runs the steps that it hasn't seen, in order, all of them or none. Objects
 * live on with what earlier steps made of them, so a step that was deployed never changes: a new shape is a new step.
 *
 * @param steps SQL; the first one makes version 1 of an empty database
 * @throws when later code has been here already
 */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  const version =
    sql.exec<{ version: number }>("SELECT version FROM schema_version").toArray()[0]?.version ?? 0;
  if (version === steps.length) return;
  if (version > steps.length)
    throw new Error(
      `This object's database has version ${version}, and the code knows ${steps.length} at most: deploy the code that made it, or later code.`,
    );
  storage.transactionSync(() => {
    for (const step of steps.slice(version)) sql.exec(step);
    sql.exec("DELETE FROM schema_version");
    sql.exec("INSERT INTO schema_version (version) VALUES (?)", steps.length);
  });
}
