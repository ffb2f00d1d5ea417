import { expect, it } from "vitest";
import { GroupCommit } from "../../../src/objects/shared/group-commit.ts";

/** Calls that end when the test says so. */
function slowCommit() {
  const calls: { items: string[]; end: (refused?: Error) => void }[] = [];
  const commit = new GroupCommit<string>((items) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    calls.push({ items, end: (refused) => (refused === undefined ? resolve() : reject(refused)) });
    return promise;
  });
  return { calls, commit };
}

it("sends the first at once, and what comes meanwhile together", async () => {
  const { calls, commit } = slowCommit();
  const first = commit.add(["a"]);
  const rest = Promise.all([commit.add(["b"]), commit.add(["c", "d"])]);
  expect(calls.map(({ items }) => items)).toEqual([["a"]]);
  calls[0]!.end();
  await first;
  expect(calls.map(({ items }) => items)).toEqual([["a"], ["b", "c", "d"]]);
  calls[1]!.end();
  await rest;
});

it("tells those whose items were refused, and goes on with the next", async () => {
  const { calls, commit } = slowCommit();
  const first = commit.add(["a"]);
  const second = commit.add(["b"]);
  calls[0]!.end(new Error("refused"));
  await expect(first).rejects.toThrow("refused");
  calls[1]!.end();
  await second;
  const third = commit.add(["c"]);
  calls[2]!.end();
  await third;
});
