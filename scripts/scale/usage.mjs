/** The use that a membership makes of the platform: the measured costs of each call, as often as the population makes it. */
import { messageDatabasesFor, textDatabasesFor } from "./limits.mjs";
import { added, bytes, calls, message, months, neuronsPerPhoto, visits } from "./population.mjs";

/**
 * Amounts of a month, `mainStatements` without those that other databases add; what is stored, after the population's months: `messagesGigabytes` is a part of D1's, and so
 * is `bodiesGigabytes`, which leaves the main database once texts and photos' details have databases of their own: `textsGigabytes` there. `awake` in gigabyte-seconds.
 * @typedef {{ requests: number, cpuMs: number, statements: number, mainStatements: number, rowsRead: number, rowsWritten: number, r2Reads: number,
 *   r2Writes: number, objectRequests: number, awake: number, roomRows: number, aiCalls: number, neurons: number,
 *   d1Gigabytes: number, messagesGigabytes: number,
 *   bodiesGigabytes: number, textsGigabytes: number, roomGigabytes: number, r2Gigabytes: number }} Usage
 */

/** Gigabytes that an object has while it is awake, as they are billed. */
const objectGigabytes = 0.128;

/** Files of a photo in R2: its copy, that copy's two smaller ones, and its original. */
const filesPerPhoto = 4;

/**
 * Databases beside the main one, by what they hold.
 * @typedef {{ messages: number, texts: number }} OtherDatabases
 */

const noOthers = { messages: 0, texts: 0 };

/**
 * Returns the use of a membership in as many databases as it needs.
 * @param {number} members
 * @param {import("./measured.mjs").Measured} measured costs of each route
 * @returns {Usage}
 */
export function usageOf(members, measured) {
  return usageIn(neededBy(usageIn(noOthers, members, measured)), members, measured);
}

/** Returns how many databases beside the main one a membership needs. @param {Usage} usage @returns {OtherDatabases} */
export const neededBy = (usage) => ({ messages: messageDatabasesFor(usage), texts: textDatabasesFor(usage) });

/**
 * @param {OtherDatabases} others
 * @param {number} members
 * @param {import("./measured.mjs").Measured} measured
 * @returns {Usage}
 */
export function usageIn(others, members, measured) {
  /** @type {(name: keyof import("./measured.mjs").CallCosts) => number} */
  const sumOf = (name) =>
    calls.reduce(
      (sum, call) =>
        sum + call.times * (callCostsOf(measured, call.route)[name] + addedBy(others, call, measured)[name]),
      0,
    );
  const frames = added.messages * message.roomRequests;
  /** @type {Usage} */
  const perMember = {
    requests: calls.reduce((sum, { times }) => sum + times, 0),
    cpuMs: calls.reduce((sum, { times, cpuMs }) => sum + times * cpuMs, 0),
    statements: sumOf("statements") + added.messages * message.statements,
    mainStatements:
      calls.reduce((sum, { route, times }) => sum + times * callCostsOf(measured, route).statements, 0) +
      added.messages * message.statements,
    rowsRead: sumOf("rowsRead"),
    rowsWritten: sumOf("rowsWritten") + added.messages * message.rowsWritten,
    r2Reads: sumOf("r2Calls"),
    r2Writes: added.photos * filesPerPhoto,
    objectRequests: sumOf("objectCalls") + frames + visits, // each visit opens one line
    awake: added.messages * message.awakeSeconds * objectGigabytes,
    roomRows: added.messages * message.roomRows,
    aiCalls: sumOf("aiCalls"),
    neurons: added.photos * neuronsPerPhoto,
    d1Gigabytes:
      (bytes.member +
        months * (added.messages * bytes.message + added.photos * bytes.photo + added.stories * bytes.story)) /
      1e9,
    messagesGigabytes: (months * added.messages * bytes.message) / 1e9,
    bodiesGigabytes:
      (months * (added.stories * (bytes.story - bytes.storyRow) + added.photos * (bytes.photo - bytes.photoRow))) / 1e9,
    textsGigabytes: (months * (added.stories * bytes.storyText + added.photos * bytes.photoDetails)) / 1e9,
    roomGigabytes: (months * added.messages * message.roomBytes) / 1e9,
    r2Gigabytes: (months * added.photos * (bytes.publicPhoto + bytes.original)) / 1e9,
  };
  const scaled = Object.entries(perMember).map(([name, amount]) => [name, amount * members]);
  return /** @type {Usage} */ (Object.fromEntries(scaled)); // the same names
}

/**
 * Returns what other databases add to a call: the difference that was measured with one of each. A list asks each database that
 * holds some of its items, so it adds a statement more for each of them.
 * @param {OtherDatabases} others
 * @param {import("./population.mjs").Call} call
 * @param {import("./measured.mjs").Measured} measured
 * @returns {import("./measured.mjs").CallCosts}
 */
function addedBy(others, { route, others: of, items = 1 }, measured) {
  const usual = callCostsOf(measured, route);
  const bound = of === undefined ? 0 : others[of];
  const placed = (bound > 0 && measured.placed.get(route)) || usual;
  const names = /** @type {(keyof import("./measured.mjs").CallCosts)[]} */ (Object.keys(usual));
  const added = Object.fromEntries(names.map((name) => [name, placed[name] - usual[name]]));
  const more = placed === usual ? 0 : askedOf(bound, items) - 1;
  return /** @type {import("./measured.mjs").CallCosts} */ ({ ...added, statements: (added.statements ?? 0) + more });
}

/** Returns how many databases hold some of so many items, on average. @param {number} databases @param {number} items */
const askedOf = (databases, items) => databases * (1 - (1 - 1 / databases) ** items);

/** Returns what one call costs in the main database alone. @param {import("./measured.mjs").Measured} measured @param {string} route */
export function callCostsOf({ usual }, route) {
  const costs = usual.get(route);
  if (!costs) throw new Error(`docs/budgets.md has no row for "${route}": run npm run budgets.`);
  return costs;
}
