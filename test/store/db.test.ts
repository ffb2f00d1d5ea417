import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { db, isTaken } from "../../src/store/db.ts";
import { plans } from "../../src/store/schema.ts";
import { newOrg, plan } from "./rows.ts";

it("knows a UNIQUE constraint from other refusals, however deep it lies", async () => {
  const row = plan(newOrg(), "Pro");
  await db(env).insert(plans).values(row);
  await expect(db(env).insert(plans).values(row)).rejects.toSatisfy(isTaken);
  await expect(db(env).batch([db(env).insert(plans).values(row)])).rejects.toSatisfy(isTaken);

  const nameless = { ...row, name: null } as unknown as typeof row;
  await expect(db(env).insert(plans).values(nameless)).rejects.not.toSatisfy(isTaken);
  await expect(db(env).run("SELECT * FROM nowhere")).rejects.not.toSatisfy(isTaken);
  for (const other of [null, undefined, "UNIQUE constraint failed", new Error("UNIQUE")])
    expect(isTaken(other)).toBe(false);
});

it("opens a binding once", () => {
  expect(db({ DB: env.DB })).toBe(db({ DB: env.DB }));
});
