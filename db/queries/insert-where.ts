import { getTableColumns, sql, type InferInsertModel, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";

/**
 * Returns a statement that inserts a row while a condition holds, as one step of the database: what the condition reads
 * cannot change in between. A value may be SQL; what is left out is null, so columns with a default must be given.
 * @param from what the condition reads: FROM and WHERE
 */
export function insertWhere<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: { [Name in keyof InferInsertModel<Table>]: InferInsertModel<Table>[Name] | SQL },
  from: SQL,
) {
  const columns = Object.entries(getTableColumns(table)) as [keyof typeof row, SQLiteColumn][];
  const values = columns.map(([name, column]) => {
    const value: unknown = row[name] ?? null;
    return isSql(value) ? value : sql`${sql.param(value, column)}`;
  });
  return db.insert(table).select(sql`select ${sql.join(values, sql`, `)} ${from}`);
}

function isSql(value: unknown): value is SQL {
  return typeof value === "object" && value !== null && "queryChunks" in value;
}
