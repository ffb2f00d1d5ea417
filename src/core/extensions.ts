import { z } from "zod";
import { failureKinds } from "./delivery/failure-kind.ts";
import { namePattern } from "./ids.ts";
import { jsonSize } from "./json/spans.ts";
import { filterProblem } from "./matching/filter.ts";
import { origin } from "./message.ts";
import { headerProblem } from "./request/headers.ts";
import { nestingConflict } from "./request/shape.ts";
import { hasPlaceholderInHost, parameterName, placeholders } from "./request/template.ts";

/** What Posthorn knows beyond the public SDKs: strict objects, so that a typo is told. */

const dottedPath = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, "must be a dotted path such as contact.email");
const origins = z.array(origin).min(1).max(32);

export const request = z.strictObject({
  method: z.enum(["POST", "GET", "PUT", "PATCH"]).default("POST"),
  contentType: z.enum(["json", "form"]).default("json"),
});

const field = z
  .strictObject({
    name: z
      .string()
      .max(128)
      .regex(
        parameterName,
        "must begin with a letter or digit and hold only letters, digits, '.', '-' and single '_'",
      ),
    source: dottedPath.optional(),
    default: z.string().max(4096).optional(),
    valueMode: z.enum(["fallback", "fixed"]).default("fallback"),
    locked: z.boolean().optional(),
  })
  .check((ctx) => {
    const { source, valueMode, default: preset } = ctx.value;
    if (valueMode === "fixed" && preset === undefined)
      ctx.issues.push({
        code: "custom",
        message: "is needed with valueMode fixed",
        path: ["default"],
        input: ctx.value,
      });
    if (valueMode === "fallback" && source === undefined && preset === undefined)
      ctx.issues.push({
        code: "custom",
        message: "a source or a default is needed",
        path: ["source"],
        input: ctx.value,
      });
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
    const issue = (message: string, path: (string | number)[]) =>
      ctx.issues.push({ code: "custom", message, path, input: ctx.value });
    if (mode === "fields" && fields.length === 0)
      issue("at least one field is needed with mode fields", ["fields"]);
    if (mode === "full" && fields.length > 0) issue("fields are only sent with mode fields", ["mode"]);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) !== index) issue(`${name} is there twice`, ["fields", index, "name"]);
    const conflict = hierarchy === "flat" ? null : nestingConflict(names);
    if (conflict !== null)
      issue(
        `${conflict[1]} can't be nested in ${conflict[0]}, which is a value; use hierarchy flat or another name`,
        ["fields", names.indexOf(conflict[1]), "name"],
      );
  });

export const filter = z.record(z.string(), z.unknown()).check((ctx) => {
  const problem = filterProblem(ctx.value);
  if (problem !== null) ctx.issues.push({ code: "custom", message: problem, path: [], input: ctx.value });
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
    to: z.email("must be an email address").max(320),
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
        .regex(/^[^:\p{Cc}]*$/u, "must not contain a colon or control characters"),
      password: secret.optional(),
    }),
    z.strictObject({ type: z.literal("bearer"), token: secret.optional() }),
  ])
  .check((ctx) => {
    const issue = (field: string, problem: string | null) => {
      if (problem !== null)
        ctx.issues.push({ code: "custom", message: problem, path: [field], input: ctx.value });
    };
    const { value: given } = ctx;
    if (given.type === "bearer")
      issue("token", headerProblem("authorization", `Bearer ${given.token ?? ""}`));
    if (given.type !== "header") return;
    const badKey = headerProblem(given.key, "");
    if (badKey !== null) issue("key", badKey);
    else issue("value", headerProblem(given.key, given.value ?? ""));
  });

/** Bytes. */
const mostOfAnswer = 4_096;
export const success = z.strictObject({
  statusCodes: z.array(z.int().min(100).max(599)).min(1).max(50).optional(),
  body: z
    .record(z.string(), z.unknown())
    .refine((body) => jsonSize(body) <= mostOfAnswer, {
      error: `must not be larger than ${mostOfAnswer} bytes, nor nested too deeply`,
    })
    .optional(),
});

const day = 24 * 3600;
export const retry = z.strictObject({
  waits: z.array(z.number().min(0).max(day)).max(20).optional(),
  on: z.array(z.enum(failureKinds)).optional(),
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
const stored = z.object(endpointExtensions).partial();
export type Extensions = z.infer<typeof stored> & {
  /** What may be shown of `auth`. */
  auth?: { type: Auth["type"]; key?: string; username?: string };
};
export type Auth = z.infer<typeof auth>;

/** As they are stored, with what is left out filled in. */
export const extensionsOf = (given: z.input<typeof stored>): Extensions => stored.parse(given);

/** The header that goes with every request. */
export function authHeader(auth: Auth): Record<string, string> {
  if (auth.type === "header") return { [auth.key]: auth.value! };
  if (auth.type === "bearer") return { authorization: `Bearer ${auth.token}` };
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
  return { authorization: `Basic ${bytes.toBase64()}` };
}

/** What doesn't go together, by the field that is to change; checked on the whole of an endpoint. */
export function conflicts(url: string, extensions: Extensions): { field: string[]; msg: string }[] {
  const { request, payload, batching, destination } = extensions;
  const found: { field: string[]; msg: string }[] = [];
  const email = destination?.type === "email";
  const parameters = email ? [] : placeholders(url);
  const get = request?.method === "GET";
  if (hasPlaceholderInHost(url))
    found.push({ field: ["url"], msg: "placeholders can stand in path and query only" });
  if (payload?.mode === "fields") {
    const names = new Set(payload.fields.map(({ name }) => name));
    for (const name of parameters)
      if (!names.has(name))
        found.push({
          field: ["url"],
          msg: `__${name}__ is none of the parameters; they are ${[...names].join(", ")}`,
        });
  }
  if (batching?.enabled && get)
    found.push({ field: ["batching"], msg: "a GET request has no body for a batch; use POST, PUT or PATCH" });
  if (batching?.enabled && email)
    found.push({ field: ["batching"], msg: "emails are sent one by one; switch batching off" });
  if (batching?.enabled && request?.contentType === "form")
    found.push({ field: ["request", "contentType"], msg: "a batch is always JSON" });
  if (batching?.enabled && parameters.length > 0)
    found.push({
      field: ["url"],
      msg: "a batch has one address for many events; leave the placeholders out",
    });
  if (get && payload?.envelope === "standard")
    found.push({
      field: ["payload", "envelope"],
      msg: "a GET request has no body for an envelope; use none",
    });
  if (get && request?.contentType === "form")
    found.push({ field: ["request", "contentType"], msg: "a GET request has no body; leave it json" });
  return found;
}

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #0a7cff");
/** An operator's look, for the portal. */
export const brand = z.strictObject({
  name: z.string().min(1).max(128).optional(),
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .optional(),
  color: colour.optional(),
});
export type Brand = z.infer<typeof brand>;

export const featureFlags = z.array(z.string().regex(namePattern)).max(32);

/** Bytes. */
const mostOfExample = 256_000;
/** Of an event type: what a catalogue tells a person. */
export const eventTypeExtensions = {
  descriptions: z.strictObject({ en: z.string().max(4096).optional(), de: z.string().max(4096).optional() }),
  availableSince: z.string().min(1).max(64),
  /** `planned`: shown, but nothing can subscribe to it or send it yet. */
  status: z.enum(["active", "planned"]),
  example: z.record(z.string(), z.unknown()).refine((example) => jsonSize(example) <= mostOfExample, {
    error: `must not be larger than ${mostOfExample} bytes, nor nested too deeply`,
  }),
  fields: z
    .array(
      z.strictObject({
        name: z
          .string()
          .max(128)
          .regex(
            parameterName,
            "must begin with a letter or digit and hold only letters, digits, '.', '-' and single '_'",
          ),
        labels: z
          .strictObject({ en: z.string().max(256).optional(), de: z.string().max(256).optional() })
          .default({}),
        path: dottedPath,
        alwaysSent: z.boolean().default(false),
      }),
    )
    .max(200),
  excludeOrigins: origins,
};
const storedEventType = z.object(eventTypeExtensions).partial();
export type EventTypeExtensions = z.infer<typeof storedEventType>;

/** As they are stored, with what is left out filled in. */
export const eventTypeExtensionsOf = (given: z.input<typeof storedEventType>): EventTypeExtensions =>
  storedEventType.parse(given);
