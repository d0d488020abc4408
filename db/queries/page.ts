import { lt, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

/** Returns the WHERE of a list that goes on below a cursor, newest first; undefined for its first page. */
export function isBelow(id: SQLiteColumn, before: string | null): SQL | undefined {
  return before === null ? undefined : lt(id, sql`${before}`);
}
