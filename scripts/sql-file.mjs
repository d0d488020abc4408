/** Files of SQL. */
import { readFileSync } from "node:fs";

/** Returns the statements of a file, as wrangler tells them apart. @param {string} file @returns {Promise<string[]>} */
export async function statementsIn(file) {
  const { unstable_splitSqlQuery: statementsOf } = await import("wrangler"); // takes two seconds of a core to load
  return statementsOf(readFileSync(file, "utf8"));
}
