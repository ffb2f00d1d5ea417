import { expect, it } from "vitest";
import { migrate } from "../../../src/objects/shared/migrations.ts";
import { withTables } from "../database.ts";

const first = "CREATE TABLE people (name TEXT NOT NULL); INSERT INTO people VALUES ('Ada Lovelace')";
const second = `
  ALTER TABLE people ADD COLUMN initial TEXT NOT NULL DEFAULT '';
  UPDATE people SET initial = substr(name, 1, 1)`;

const inEmptyDatabase = (test: (storage: DurableObjectStorage) => void) =>
  withTables([], ({ storage }) => test(storage));

const people = ({ sql }: DurableObjectStorage) => sql.exec("SELECT * FROM people").toArray();
const version = ({ sql }: DurableObjectStorage) => sql.exec("SELECT version FROM schema_version").toArray();

it("takes a new database and one of an earlier version to the same shape", () =>
  inEmptyDatabase((storage) => {
    migrate(storage, [first]);
    expect(people(storage)).toEqual([{ name: "Ada Lovelace" }]);
    migrate(storage, [first, second]);
    const ada = [{ name: "Ada Lovelace", initial: "A" }];
    expect(people(storage)).toEqual(ada);
    storage.sql.exec("DROP TABLE people; DROP TABLE schema_version");
    migrate(storage, [first, second]);
    expect(people(storage)).toEqual(ada);
    expect(version(storage)).toEqual([{ version: 2 }]);
  }));

it("runs each step once", () =>
  inEmptyDatabase((storage) => {
    for (let start = 0; start < 3; start++) migrate(storage, [first, second]);
    expect(people(storage)).toHaveLength(1);
  }));

it("leaves everything as it was when a step fails, and goes on from there", () =>
  inEmptyDatabase((storage) => {
    migrate(storage, [first]);
    expect(() => migrate(storage, [first, second, "INSERT INTO nowhere VALUES (1)"])).toThrow("nowhere");
    expect(people(storage)).toEqual([{ name: "Ada Lovelace" }]);
    expect(version(storage)).toEqual([{ version: 1 }]);
    migrate(storage, [first, second]);
    expect(version(storage)).toEqual([{ version: 2 }]);
  }));

it("refuses a database that later code has made, and leaves it alone", () =>
  inEmptyDatabase((storage) => {
    migrate(storage, [first, second]);
    expect(() => migrate(storage, [first])).toThrow("has version 2, and the code knows 1 at most");
    expect(people(storage)).toEqual([{ name: "Ada Lovelace", initial: "A" }]);
    expect(version(storage)).toEqual([{ version: 2 }]);
  }));
