import { expect, it } from "vitest";
import { migrations } from "../../../src/objects/journal/schema.ts";
import { KeyValue } from "../../../src/objects/shared/key-value.ts";
import { withTables } from "../database.ts";

it("keeps a value under each key, the latest one, also across restarts", () =>
  withTables(migrations, ({ storage }) => {
    const values = new KeyValue(storage.sql);
    expect(values.get("a")).toBeNull();
    values.set("a", { list: [1, "zwei", null] });
    values.set("b", false);
    values.set("a", ["new"]);
    const restarted = new KeyValue(storage.sql);
    expect(restarted.get("a")).toEqual(["new"]);
    expect(restarted.get("b")).toBe(false);
  }));

it("goes back with the transaction that it is part of", () =>
  withTables(migrations, ({ storage }) => {
    const values = new KeyValue(storage.sql);
    values.set("a", 1);
    expect(() =>
      storage.transactionSync(() => {
        values.set("a", 2);
        throw new Error("broke off");
      }),
    ).toThrow("broke off");
    expect(values.get("a")).toBe(1);
  }));
