import { drizzle } from "drizzle-orm/d1";
import * as schema from "./schema";

/** The database as the queries take it. */
export type Database = ReturnType<typeof connectDatabase>;

/** Wraps a D1 binding. Cheap: one per request. */
export function connectDatabase(binding: D1Database) {
  return drizzle(binding, { schema });
}
