/** The use that a membership makes of the platform: the measured costs of each call, as often as the population makes it. */
import { added, bytes, calls, message, months, neuronsPerPhoto, visits } from "./population.mjs";

/**
 * Amounts of a month; what is stored, after the population's months: `messagesGigabytes` is a part of D1's, and so
 * is `bodiesGigabytes`, which leaves the main database once texts and photos' details have databases of their own: `textsGigabytes` there. `awake` in gigabyte-seconds.
 * @typedef {{ requests: number, cpuMs: number, statements: number, rowsRead: number, rowsWritten: number, r2Reads: number,
 *   r2Writes: number, objectRequests: number, awake: number, roomRows: number, aiCalls: number, neurons: number,
 *   d1Gigabytes: number, messagesGigabytes: number,
 *   bodiesGigabytes: number, textsGigabytes: number, roomGigabytes: number, r2Gigabytes: number }} Usage
 */

/** Gigabytes that an object has while it is awake, as they are billed. */
const objectGigabytes = 0.128;

/** Files of a photo in R2: its copy, that copy's two smaller ones, and its original. */
const filesPerPhoto = 4;

/**
 * @param {number} members
 * @param {Map<string, import("./measured.mjs").CallCosts>} measured costs of each route
 * @returns {Usage}
 */
export function usageOf(members, measured) {
  /** @type {(name: keyof import("./measured.mjs").CallCosts) => number} */
  const sumOf = (name) => calls.reduce((sum, { route, times }) => sum + times * callCostsOf(measured, route)[name], 0);
  const frames = added.messages * message.roomRequests;
  /** @type {Usage} */
  const perMember = {
    requests: calls.reduce((sum, { times }) => sum + times, 0),
    cpuMs: calls.reduce((sum, { times, cpuMs }) => sum + times * cpuMs, 0),
    statements: sumOf("statements") + added.messages * message.statements,
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

/** Returns what one call costs. @param {Map<string, import("./measured.mjs").CallCosts>} measured @param {string} route */
export function callCostsOf(measured, route) {
  const costs = measured.get(route);
  if (!costs) throw new Error(`docs/budgets.md has no row for "${route}": run npm run budgets.`);
  return costs;
}
