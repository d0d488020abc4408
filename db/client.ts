import { drizzle } from "drizzle-orm/d1";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type * as schema from "./schema";

/** The database as the queries take it. */
export type Database = ReturnType<typeof connectDatabase>;

/** The tables, by the names that `schema.ts` exports them under. */
export type TableName = {
  [Name in keyof typeof schema]: (typeof schema)[Name] extends SQLiteTable ? Name : never;
}[keyof typeof schema];

/** What queries ask of a database: D1's binding has it, and so has one of its sessions. */
export type Connectable = Pick<D1Database, "prepare" | "batch">;

/**
 * Wraps a D1 binding, which asks the primary, or a session of one. Cheap, as each request makes some: with the schema, of which
 * the queries use nothing, each would work out the relations of all tables.
 */
export function connectDatabase(binding: Connectable) {
  return drizzle(binding as D1Database); // drizzle calls these two methods alone
}
