/** The served app's database, for what no route can do: let time pass, make somebody staff. */
import { inject } from "vitest";

/** Runs SQL statements in the app's own D1, all of them or none. Throws with the database's words when one is wrong. */
export async function runSql(...statements: string[]): Promise<void> {
  const answer = await fetch(inject("appSqlUrl"), { method: "POST", body: JSON.stringify(statements) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Ids as a list in SQL. */
export function listed(ids: string[]): string {
  return `(${ids.map((id) => `'${id}'`).join(", ")})`;
}
