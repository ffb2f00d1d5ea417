import { z } from "zod";
import { failureKinds } from "../delivery/failure-kind.ts";
import { jsonSize } from "../json/size.ts";
import { filterProblem } from "../matching/filter.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { failing, raised, saying } from "../problems/zod.ts";
import { headerProblem } from "../request/headers.ts";
import { nestingConflict } from "../request/shape.ts";
import { parameterName } from "../request/template.ts";
import { dottedPath, origins } from "./fields.ts";
import { form } from "./form.ts";

/** What Posthorn knows of an endpoint beyond the public SDKs: strict objects, so that a typo is told. */

export const request = z.strictObject({
  method: z.enum(["POST", "GET", "PUT", "PATCH"]).default("POST"),
  contentType: z.enum(["json", "form"]).default("json"),
});

const field = z
  .strictObject({
    name: z.string().max(128).regex(parameterName, saying("parameter_name_invalid")),
    source: dottedPath.optional(),
    default: z.string().max(4096).optional(),
    valueMode: z.enum(["fallback", "fixed"]).default("fallback"),
    locked: z.boolean().optional(),
  })
  .check((ctx) => {
    const { source, valueMode, default: preset } = ctx.value;
    if (valueMode === "fixed" && preset === undefined)
      ctx.issues.push(raised(problem("default_required"), ["default"], ctx.value));
    if (valueMode === "fallback" && source === undefined && preset === undefined)
      ctx.issues.push(raised(problem("source_or_default_required"), ["source"], ctx.value));
  });

export const payload = z
  .strictObject({
    mode: z.enum(["full", "fields"]).default("full"),
    fields: z.array(field).max(100).default([]),
    hierarchy: z.enum(["nested", "flat"]).optional(),
    envelope: z.enum(["none", "standard"]).default("none"),
  })
  .check((ctx) => {
    const { mode, fields, hierarchy } = ctx.value;
    const names = fields.map(({ name }) => name);
    const raise = (found: Problem, path: (string | number)[]) =>
      ctx.issues.push(raised(found, path, ctx.value));
    if (mode === "fields" && fields.length === 0) raise(problem("fields_required"), ["fields"]);
    if (mode === "full" && fields.length > 0) raise(problem("fields_without_mode"), ["mode"]);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) !== index)
        raise(problem("field_repeated", { name }), ["fields", index, "name"]);
    const conflict = hierarchy === "flat" ? null : nestingConflict(names);
    if (conflict !== null)
      raise(problem("nesting_conflict", { name: conflict[1], parent: conflict[0] }), [
        "fields",
        names.indexOf(conflict[1]),
        "name",
      ]);
  });

export const filter = z.record(z.string(), z.unknown()).check((ctx) => {
  const found = filterProblem(ctx.value);
  if (found !== null) ctx.issues.push(raised(found, [], ctx.value));
});

export const cooldown = z.strictObject({
  key: dottedPath,
  seconds: z
    .int()
    .min(1)
    .max(30 * 24 * 3600),
  origins: origins.optional(),
});

export const batching = z.strictObject({
  enabled: z.boolean(),
  maxEvents: z.int().min(2).max(100).default(100),
  maxWaitSeconds: z.int().min(1).max(300).default(10),
});

export const destination = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("http") }),
  z.strictObject({
    type: z.literal("email"),
    to: z.email().max(320),
    /** Read only: whether the owner of the address agreed. */
    confirmed: z.boolean().optional(),
  }),
]);

const secret = z.string().min(1).max(4096);
/** Values are write-only: one that is left out stays as it is. */
export const auth = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("header"), key: z.string().min(1).max(256), value: secret.optional() }),
    z.strictObject({
      type: z.literal("basic"),
      // RFC 7617, 2: the first colon ends the name.
      username: z
        .string()
        .max(256)
        .regex(/^[^:\p{Cc}]*$/u, saying("username_invalid")),
      password: secret.optional(),
    }),
    z.strictObject({ type: z.literal("bearer"), token: secret.optional() }),
  ])
  .check((ctx) => {
    const raise = (field: string, found: Problem | null) => {
      if (found !== null) ctx.issues.push(raised(found, [field], ctx.value));
    };
    const { value: given } = ctx;
    if (given.type === "bearer")
      raise("token", headerProblem("authorization", `Bearer ${given.token ?? ""}`));
    if (given.type !== "header") return;
    const badKey = headerProblem(given.key, "");
    if (badKey !== null) raise("key", badKey);
    else raise("value", headerProblem(given.key, given.value ?? ""));
  });

/** Bytes. */
const mostOfAnswer = 4_096;
export const success = z.strictObject({
  statusCodes: z.array(z.int().min(100).max(599)).min(1).max(50).optional(),
  body: z
    .record(z.string(), z.unknown())
    .refine(
      (body) => jsonSize(body) <= mostOfAnswer,
      failing(problem("too_many_bytes", { max: mostOfAnswer })),
    )
    .optional(),
});

const day = 24 * 3600;
export const retry = z.strictObject({
  waits: z.array(z.number().min(0).max(day)).max(20).optional(),
  on: z.array(z.enum(failureKinds)).max(failureKinds.length).optional(),
});

export const endpointExtensions = {
  name: z.string().min(1).max(256),
  request,
  payload,
  filter,
  excludeOrigins: origins,
  cooldown,
  batching,
  destination,
  accept: success,
  retry,
};
const stored = z.object({ ...endpointExtensions, form }).partial();
export type Extensions = z.infer<typeof stored> & {
  /** What may be shown of `auth`. */
  auth?: { type: Auth["type"]; key?: string; username?: string };
};
export type Auth = z.infer<typeof auth>;

/** As they are stored, with what is left out filled in. */
export const extensionsOf = (given: z.input<typeof stored>): Extensions => stored.parse(given);
