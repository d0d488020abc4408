import type { z } from "zod";
import { invalid, notFound } from "./problem.server";

/** Returns a value from outside as `schema` reads it. Throws a 422 problem that names each field. */
export function parseValue<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error);
}

/** Returns the query string as `schema` reads it. Throws a 422 problem. */
export function parseQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return parseValue(Object.fromEntries(new URL(request.url).searchParams), schema);
}

/** Returns an id as `schema` reads it. One of the wrong form names nothing: throws a 404, as for one that is absent. */
export function parseId<Schema extends z.ZodType>(id: string | undefined, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(id);
  if (parsed.success) return parsed.data;
  throw notFound();
}
