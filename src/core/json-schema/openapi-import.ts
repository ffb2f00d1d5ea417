import type { Located } from "../errors.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { extract, TooDeep } from "./embed.ts";
import { extensionWords, flagsWord, schemasWord } from "./openapi-extensions.ts";
import { at, localSegments } from "./pointer.ts";
import { isRecord } from "./schema.ts";

const json = "application/json";

/** An event type as a document tells it: fields of the API, of Posthorn's own only those that are given. */
export type ImportedType = Record<string, unknown> & { name: string };

/** What an import takes at once. */
const mostWebhooks = 500;

/** The event types under `webhooks` or, before OpenAPI 3.1, `x-webhooks`. */
export function fromOpenApi(document: Record<string, unknown>): {
  types: ImportedType[];
  /** `loc`: where in the document. */
  problems: Located[];
} {
  const problems: Located[] = [];
  const sections = ["webhooks", "x-webhooks"].filter((section) => isRecord(document[section]));
  if (sections.length === 0) return { types: [], problems: [{ loc: [], ...problem("webhooks_missing") }] };
  const keys = sections.flatMap((section) => Object.keys(document[section] as object));
  if (new Set(keys).size > mostWebhooks)
    return {
      types: [],
      problems: [{ loc: [sections[0]!], ...problem("webhooks_too_many", { max: mostWebhooks }) }],
    };
  const found = new Map<string, ImportedType>();
  for (const section of sections)
    for (const key of Object.keys(document[section] as object)) {
      const report = (found: Problem) => problems.push({ loc: [section, key], ...found });
      const type = importedType(document, section, key, report);
      if (type !== null && !found.has(type.name)) found.set(type.name, type);
    }
  return { types: [...found.values()], problems };
}

const methods = ["post", "put", "patch", "get", "delete", "options", "head", "trace"];
const namePattern = /^[a-zA-Z0-9\-_.]{1,256}$/;

function importedType(
  document: Record<string, unknown>,
  section: string,
  key: string,
  report: (found: Problem) => void,
): ImportedType | null {
  const itemPath = resolved(document, [section, key]);
  const item = at(document, itemPath);
  const method = isRecord(item) ? methods.find((name) => isRecord(item[name])) : undefined;
  if (!isRecord(item) || method === undefined) {
    report(problem("webhook_without_operation"));
    return null;
  }
  const operation = item[method] as Record<string, unknown>;
  const name = namePattern.test(key) ? key : operation.operationId;
  if (typeof name !== "string" || !namePattern.test(name)) {
    report(problem("webhook_without_name"));
    return null;
  }
  const [tag] = Array.isArray(operation.tags) ? operation.tags : [];
  const flag = operation["x-svix-feature-flag"];
  return {
    name,
    description: [operation.description, operation.summary, item.description, item.summary, ""].find(
      (text) => typeof text === "string",
    ),
    deprecated: operation.deprecated === true,
    groupName: operation["x-svix-group-name"] ?? tag ?? null,
    featureFlags:
      operation[flagsWord] ?? operation["x-svix-feature-flags"] ?? (flag === undefined ? null : [flag]),
    ...contentOf(document, [...itemPath, method], operation, report),
    ...Object.fromEntries(
      Object.entries(extensionWords).flatMap(([field, word]) =>
        operation[word] === undefined ? [] : [[field, operation[word]]],
      ),
    ),
  };
}

/** Schemas and example of the body. */
function contentOf(
  document: Record<string, unknown>,
  operationPath: string[],
  operation: Record<string, unknown>,
  report: (found: Problem) => void,
) {
  const bodyPath = resolved(document, [...operationPath, "requestBody"]);
  const contents = at(document, [...bodyPath, "content"]);
  const types = isRecord(contents) ? Object.keys(contents) : [];
  const type = types.find((name) => name === json) ?? types.find((name) => name.includes("json")) ?? types[0];
  const media = type === undefined ? undefined : (contents as Record<string, unknown>)[type];
  if (!isRecord(media)) return { schemas: operation[schemasWord] ?? null };
  const example = exampleOf(document, [...bodyPath, "content", type!], media);
  const schemas =
    operation[schemasWord] ?? schemasAt(document, [...bodyPath, "content", type!, "schema"], report);
  return { schemas, ...(isRecord(example) ? { example } : {}) };
}

function schemasAt(
  document: unknown,
  place: string[],
  report: (found: Problem) => void,
): Record<string, unknown> | null {
  try {
    const schema = extract(document, place, (reference) =>
      report(problem("reference_unknown", { reference })),
    );
    return schema === undefined ? null : { "1": schema };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    report(problem("schema_too_deep"));
    return null;
  }
}

function exampleOf(document: unknown, place: string[], media: Record<string, unknown>): unknown {
  if (media.example !== undefined) return media.example;
  const [first] = isRecord(media.examples) ? Object.keys(media.examples) : [];
  return first === undefined
    ? undefined
    : at(document, [...resolved(document, [...place, "examples", first]), "value"]);
}

/** A place of a document, or where the reference that stands there leads. */
function resolved(document: unknown, place: string[]): string[] {
  let here = place;
  for (let hops = 0; hops < 20; hops++) {
    const value = at(document, here);
    const next = isRecord(value) && typeof value.$ref === "string" ? localSegments(value.$ref) : null;
    if (next === null) return here;
    here = next;
  }
  return here;
}
