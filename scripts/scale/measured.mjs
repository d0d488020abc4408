/** The costs of a call of each route, as `npm run budgets` measured it in workerd and wrote it down. */
import { readFileSync } from "node:fs";

/** @typedef {{ statements: number, tripsInRow: number, rowsRead: number, rowsWritten: number, r2Calls: number, objectCalls: number, aiCalls: number }} CallCosts */

/** @typedef {Map<string, CallCosts>} RouteCosts */

/**
 * `placed`: of those routes that cost something else with one database for messages and one for stories.
 * @typedef {{ usual: RouteCosts, placed: RouteCosts }} Measured
 */

/** Over the table of those routes. */
export const placedHeading = "## With databases for messages and stories\n";

/** Columns of the tables, after the route's; that of `placed` has the first four. */
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
 * @param {string} page Markdown whose tables have a row of `measured / other` cells for each route
 * @returns {Measured}
 */
export function readMeasured(page) {
  const [before = "", after = ""] = page.split(placedHeading);
  const usual = readTable(before, () => ({}));
  return { usual, placed: readTable(after, (route) => usual.get(route) ?? {}) };
}

/** @param {string} part of the page @param {(route: string) => Partial<CallCosts>} known costs for which there is no cell @returns {RouteCosts} */
function readTable(part, known) {
  /** @type {RouteCosts} */
  const measured = new Map();
  for (const line of part.split("\n")) {
    const [, route = "", ...cells] = line.split("|").map((cell) => cell.trim());
    if (!route.startsWith("`")) continue;
    const name = route.slice(1, -1);
    const costs = { ...known(name), ...costsIn(cells) };
    if (columns.some((column) => !Number.isFinite(costs[column]))) {
      throw new Error(`No costs are written beside ${route}.`);
    }
    measured.set(name, /** @type {CallCosts} */ (costs));
  }
  return measured;
}

/** @param {readonly string[]} cells @returns {Partial<CallCosts>} */
function costsIn(cells) {
  const written = columns.map((name, at) => [name, Number.parseFloat(cells[at] ?? "")]);
  return Object.fromEntries(written.filter(([, cost]) => Number.isFinite(cost)));
}

export const measuredHere = () => readMeasured(readFileSync("docs/budgets.md", "utf8"));
