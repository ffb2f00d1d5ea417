import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { secretProblems } from "../../src/core/secrets.ts";

const good = () => ({
  JWT_SECRET: randomBytes(32).toString("hex"),
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
});

it("are fine as the commands make them", () => {
  for (let n = 0; n < 1_000; n++) expect(secretProblems(good())).toEqual([]);
});

it.each([
  ["", "is missing"],
  [undefined, "is missing"],
  ["secret", "has fewer than 32 characters"],
  ["x".repeat(31), "has fewer than 32 characters"],
  ["x".repeat(64), "can be guessed"],
  ["a long random string that signs the API tokens", "is an example that everybody knows"],
])("the one that signs is refused when it is %j", (JWT_SECRET, fault) => {
  const { ENCRYPTION_KEY } = good();
  expect(secretProblems({ ENCRYPTION_KEY, ...(JWT_SECRET === undefined ? {} : { JWT_SECRET }) })).toEqual([
    `JWT_SECRET ${fault}; make one with: openssl rand -hex 32`,
  ]);
});

it.each([
  ["", "is missing"],
  ["short", "is not 32 bytes in base64"],
  [randomBytes(31).toString("base64"), "is not 32 bytes in base64"],
  [randomBytes(33).toString("base64"), "is not 32 bytes in base64"],
  [randomBytes(32).toString("hex"), "is not 32 bytes in base64"],
  ["32 random bytes in base64 that encrypt endpoint secrets at rest", "is an example that everybody knows"],
])("the one that encrypts is refused when it is %j", (ENCRYPTION_KEY, fault) => {
  expect(secretProblems({ ...good(), ENCRYPTION_KEY })).toEqual([
    `ENCRYPTION_KEY ${fault}; make one with: openssl rand -base64 32`,
  ]);
});

it.each(["", undefined, good().ENCRYPTION_KEY, `${good().ENCRYPTION_KEY}, ${good().ENCRYPTION_KEY},`])(
  "earlier keys are fine as %j",
  (ENCRYPTION_KEY_PREVIOUS) => {
    expect(
      secretProblems({
        ...good(),
        ...(ENCRYPTION_KEY_PREVIOUS === undefined ? {} : { ENCRYPTION_KEY_PREVIOUS }),
      }),
    ).toEqual([]);
  },
);

it.each(["short", `${good().ENCRYPTION_KEY} ${good().ENCRYPTION_KEY}`, `${good().ENCRYPTION_KEY},x`])(
  "earlier keys are refused as %j",
  (ENCRYPTION_KEY_PREVIOUS) => {
    expect(secretProblems({ ...good(), ENCRYPTION_KEY_PREVIOUS })).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY_PREVIOUS .* is not 32 bytes in base64/),
    ]);
  },
);
