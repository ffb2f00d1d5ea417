import { z } from "@hono/zod-openapi";

/** Lists come in pages: how to ask for one, and what it is like. */

export const pageFields = {
  limit: z.coerce.number().int().min(1).max(250).default(50),
  iterator: z.string().min(1).max(300).optional(),
};
export const order = z.enum(["ascending", "descending"]).default("ascending");

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    iterator: z.string().nullable(),
    prevIterator: z.string().nullable(),
    done: z.boolean(),
  });

export type Page<T> = z.output<ReturnType<typeof pageOf<z.ZodType<T>>>>;
