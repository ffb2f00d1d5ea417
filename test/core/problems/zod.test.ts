import { describe, expect, it } from "vitest";
import { z } from "zod";
import { problem, sentence } from "../../../src/core/problems/problem.ts";
import { failing, problemOf, raised, saying } from "../../../src/core/problems/zod.ts";

const problemsOf = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input).error!.issues.map((issue) => ({ path: issue.path, ...problemOf(issue) }));

const onlyProblem = (schema: z.ZodType, input: unknown) => {
  const [{ path, ...found }, ...more] = problemsOf(schema, input) as [ReturnType<typeof problemsOf>[number]];
  expect(more).toEqual([]);
  return found;
};

const shape = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("a") }),
  z.strictObject({ type: z.literal("b") }),
]);

describe("what zod finds wrong", () => {
  it.each([
    [z.string(), undefined, problem("required")],
    [z.string(), 1, problem("not_a_text")],
    [z.string(), null, problem("not_a_text")],
    [z.number(), "1", problem("not_a_number")],
    [z.coerce.number(), "x", problem("not_a_number")],
    [z.int(), 1.5, problem("not_an_integer")],
    [z.boolean(), "yes", problem("not_a_boolean")],
    [z.array(z.string()), {}, problem("not_a_list")],
    [z.object({}), [], problem("not_an_object")],
    [z.record(z.string(), z.string()), "x", problem("not_an_object")],
    [z.string().min(1), "", problem("too_short", { min: 1 })],
    [z.string().max(2), "abc", problem("too_long", { max: 2 })],
    [z.array(z.int()).min(1), [], problem("too_few", { min: 1 })],
    [z.array(z.int()).max(1), [1, 2], problem("too_many", { max: 1 })],
    [z.int().min(5), 4, problem("too_small", { min: 5 })],
    [z.int().max(5), 6, problem("too_large", { max: 5 })],
    [z.string().regex(/^a$/), "b", problem("format_invalid", { pattern: "/^a$/" })],
    [z.email(), "nobody", problem("email_invalid")],
    [z.url({ protocol: /^https$/ }), "http://a.example", problem("web_address_invalid")],
    [z.iso.datetime({ offset: true }), "today", problem("time_invalid")],
    [z.strictObject({}), { a: 1, b: 2 }, problem("fields_unknown", { names: ["a", "b"] })],
    [z.enum(["a", "b"]), "c", problem("choice_unknown", { values: ["a", "b"] })],
    [z.literal([1, 2]), 3, problem("choice_unknown", { values: ["1", "2"] })],
    [shape, { type: "c" }, problem("choice_unknown", { values: ["a", "b"] })],
    [z.union([z.string(), z.int()]), true, problem("invalid")],
  ])("%#: has a code of ours", (schema, input, expected) => {
    expect(onlyProblem(schema, input)).toEqual(expected);
  });

  it("is said in our words too", () => {
    const { error } = z.object({ a: z.string(), b: z.int().max(5) }).safeParse({ b: 6 });
    expect(error!.issues.map(({ message }) => message)).toEqual(["is required", "must be at most 5"]);
  });
});

describe("a check of ours", () => {
  const found = problem("field_repeated", { name: "a" });

  it("says its problem", () => {
    expect(
      onlyProblem(
        z.string().refine(() => false, failing(found)),
        "x",
      ),
    ).toEqual(found);
    expect(onlyProblem(z.string().regex(/^a$/, saying("colour_invalid")), "b")).toEqual(
      problem("colour_invalid"),
    );
  });

  it("says where, and the sentence", () => {
    const schema = z.object({ a: z.string() }).check((ctx) => {
      ctx.issues.push(raised(found, ["a"], ctx.value));
    });
    expect(problemsOf(schema, { a: "x" })).toEqual([{ path: ["a"], ...found }]);
    expect(schema.safeParse({ a: "x" }).error!.issues[0]!.message).toBe(sentence(found));
  });
});
