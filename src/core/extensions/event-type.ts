import { z } from "zod";
import { jsonSize } from "../json/size.ts";
import { problem } from "../problems/problem.ts";
import { failing, saying } from "../problems/zod.ts";
import { parameterName } from "../request/template.ts";
import { dottedPath, origins } from "./fields.ts";

/** Bytes. */
const mostOfExample = 256_000;
const inLanguages = (most: number) => ({
  en: z.string().max(most).optional(),
  de: z.string().max(most).optional(),
});

/** Of an event type: what a catalogue tells a person. */
export const eventTypeExtensions = {
  descriptions: z.strictObject({
    ...inLanguages(4096),
    /** What its group is called, where that differs from `groupName`. */
    group: z.strictObject(inLanguages(256)).optional(),
    /** Where it stands; groups stand where the first of them does. Types without one follow, by name. */
    position: z.int().min(0).max(1_000_000).optional(),
  }),
  availableSince: z.string().min(1).max(64),
  /** `planned`: shown, but nothing can subscribe to it or send it yet. */
  status: z.enum(["active", "planned"]),
  example: z
    .record(z.string(), z.unknown())
    .refine(
      (example) => jsonSize(example) <= mostOfExample,
      failing(problem("too_many_bytes", { max: mostOfExample })),
    ),
  fields: z
    .array(
      z.strictObject({
        name: z.string().max(128).regex(parameterName, saying("parameter_name_invalid")),
        labels: z.strictObject(inLanguages(256)).default({}),
        path: dottedPath,
        alwaysSent: z.boolean().default(false),
        /** The form asks for a value beside the events: only events that have it are sent. */
        asked: z.boolean().optional(),
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
