import { drizzle } from "drizzle-orm/d1";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "./schema";

/** The database as the queries take it. */
export type Database = ReturnType<typeof connectDatabase>;

/** The tables, by the names that `schema.ts` exports them under. */
export type TableName = {
  [Name in keyof typeof schema]: (typeof schema)[Name] extends SQLiteTable ? Name : never;
}[keyof typeof schema];

/** Wraps a D1 binding. Cheap: one per request. */
export function connectDatabase(binding: D1Database) {
  return drizzle(binding, { schema });
}
