/** The costs of a call of each route, as `npm run budgets` measured it in workerd and wrote it down. */
import { readFileSync } from "node:fs";

/** @typedef {{ statements: number, rowsRead: number, rowsWritten: number, r2Calls: number, objectCalls: number, aiCalls: number }} CallCosts */

/** Columns of the table, after the route's. */
const columns = /** @type {const} */ ([
  "statements",
  "tripsInRow",
  "rowsRead",
  "rowsWritten",
  "r2Calls",
  "objectCalls",
  "aiCalls",
]);

/**
 * Returns the measured costs of each route of a page like `docs/budgets.md`.
 * @param {string} page Markdown whose table has a row of `measured / budget` cells for each route
 * @returns {Map<string, CallCosts>}
 */
export function readMeasured(page) {
  /** @type {Map<string, CallCosts>} */
  const measured = new Map();
  for (const line of page.split("\n")) {
    const [, route, ...cells] = line.split("|").map((cell) => cell.trim());
    if (!route?.startsWith("`")) continue;
    const costs = Object.fromEntries(columns.map((name, at) => [name, Number.parseFloat(cells[at] ?? "")]));
    if (Object.values(costs).some(Number.isNaN)) throw new Error(`No costs are written beside ${route}.`);
    measured.set(route.slice(1, -1), /** @type {CallCosts} */ (costs));
  }
  return measured;
}

export const measuredHere = () => readMeasured(readFileSync("docs/budgets.md", "utf8"));
