import { z } from "@hono/zod-openapi";
import { dequal } from "dequal/lite";
import { load as parseYaml } from "js-yaml";
import { type EventTypeIn, eventTypeIn } from "../../contract/event-type.ts";
import {
  type EventTypeFromDocument,
  type Imported,
  type ImportIn,
  importIn,
  importOut,
} from "../../contract/event-type-import.ts";
import { InvalidInput, invalid, type Located } from "../../core/errors.ts";
import { isLargerThan } from "../../core/json/size.ts";
import { toOpenApi } from "../../core/json-schema/openapi-export.ts";
import { fromOpenApi } from "../../core/json-schema/openapi-import.ts";
import { document as limit } from "../../core/limits.ts";
import { problem } from "../../core/problems/problem.ts";
import { problemOf } from "../../core/problems/zod.ts";
import { checkCatalogue } from "../../pipeline/catalogue-limit.ts";
import * as eventTypes from "../../store/event-types.ts";
import type { EventType } from "../../store/schema.ts";
import * as settings from "../../store/settings.ts";
import { route, router } from "../http/router.ts";
import { extend, fresh } from "./event-type.ts";

const told = ({
  name,
  description,
  schemas,
  deprecated,
  groupName,
  featureFlags,
}: EventType): EventTypeFromDocument => ({
  name,
  description,
  schemas,
  deprecated,
  groupName,
  featureFlag: featureFlags?.[0] ?? null,
  featureFlags,
});

/** The document that was handed in, and the field that it came in. */
function documentOf({ spec, specRaw }: ImportIn) {
  if ((spec == null) === (specRaw == null)) throw invalid(["body", "spec"], problem("document_missing"));
  return spec == null ? { field: "specRaw", document: parsed(specRaw!) } : { field: "spec", document: spec };
}

function parsed(text: string): Record<string, unknown> {
  const document = jsonOf(text) ?? yamlOf(text);
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw invalid(["body", "specRaw"], problem("document_not_openapi"));
  return document as Record<string, unknown>;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function yamlOf(text: string): unknown {
  const unreadable = (why: string) => invalid(["body", "specRaw"], problem("document_unreadable", { why }));
  let document: unknown;
  try {
    // As in JSON, the last of the same keys counts.
    document = parseYaml(text, { json: true });
  } catch (error) {
    const [why = ""] = (error as Error).message.split("\n");
    throw unreadable(why);
  }
  // An alias makes much of little, or a value that holds itself.
  if (isLargerThan(document, limit.bytes))
    throw unreadable("with what its aliases stand for it is too large");
  return JSON.parse(JSON.stringify(document) ?? "null");
}

/** The event types of a document, each fit to be saved. */
function typesOf(field: string, document: Record<string, unknown>) {
  const { types, problems: found } = fromOpenApi(document);
  const problems = found.map((one): Located => ({ ...one, loc: ["body", field, ...one.loc] }));
  const fit = types.flatMap((type) => {
    const { success, data, error } = eventTypeIn.safeParse(type);
    if (success) return [data];
    const place = ["body", field, "webhooks", type.name];
    for (const issue of error.issues)
      problems.push({ loc: [...place, ...issue.path.map(String)], ...problemOf(issue) });
    return [];
  });
  if (problems.length > 0) throw new InvalidInput(...problems);
  return fit;
}

/** What an import of these types changes: those that are new, or different from what is there. */
export async function changedBy(env: Env, org: string, types: readonly EventTypeIn[]): Promise<EventType[]> {
  const names = types.map(({ name }) => name);
  const before = new Map((await eventTypes.findMany(env, org, names)).map((type) => [type.name, type]));
  return types.flatMap((type) => {
    const existing = before.get(type.name);
    const created = fresh(org, type.name, type);
    if (existing === undefined) return [created];
    const { createdAt, updatedAt } = existing;
    const after = { ...existing, ...created, extensions: extend(existing.extensions, type), createdAt };
    return dequal({ ...after, updatedAt }, existing) ? [] : [after];
  });
}

/** What an import changes of a type that is there. */
export const importedFields = [
  "description",
  "archived",
  "deprecated",
  "schemas",
  "featureFlags",
  "groupName",
  "extensions",
  "updatedAt",
] as const;

const tag = "Event type";

export const catalogue = router()
  .openapi(
    route({
      method: "post",
      path: "/event-type/import/openapi",
      tag,
      summary: "Import event types from an OpenAPI document",
      description:
        "From its `webhooks` or `x-webhooks`: name, description, schema, example, first tag as the group. What is archived comes back.",
      body: importIn,
      answers: { 200: importOut },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const input = c.req.valid("json");
      const { field, document } = documentOf(input);
      const types = typesOf(field, document);
      const names = types.map(({ name }) => name);
      const changed = await changedBy(c.env, org, types);
      const filter = { includeArchived: false, featureFlags: null };
      const archived = input.replaceAll
        ? (await eventTypes.all(c.env, org, filter))
            .map(({ name }) => name)
            .filter((name) => !names.includes(name))
        : [];
      await checkCatalogue(c.env, org, changed);
      if (input.dryRun)
        return c.json(
          { data: { modified: [], to_modify: changed.map(told), archived } } satisfies Imported,
          200,
        );
      await eventTypes.save(c.env, org, changed, importedFields, archived);
      return c.json(
        { data: { modified: changed.map(({ name }) => name), to_modify: null, archived } } satisfies Imported,
        200,
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/event-type/export/openapi",
      tag,
      summary: "Get the event types as an OpenAPI 3.1 document",
      description:
        "Its `webhooks` have schema, description and example of each type; what OpenAPI has no word for is in `x-posthorn-…`, so that an import of the document gives the same types. An application token gets the types that it sees.",
      answers: { 200: z.record(z.string(), z.unknown()) },
    }),
    async (c) => {
      const { org, featureFlags } = c.var.caller;
      const [types, { brand }] = await Promise.all([
        eventTypes.all(c.env, org, { includeArchived: false, featureFlags }),
        settings.find(c.env, org),
      ]);
      return c.json(toOpenApi(types, brand.name === undefined ? "Webhooks" : `${brand.name}: webhooks`), 200);
    },
  );
