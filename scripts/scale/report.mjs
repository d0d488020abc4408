/** The simulation's tables, in Markdown. */
import { limits, membersAtLimits } from "./limits.mjs";
import { costsOf, subscription, totalOf } from "./prices.mjs";
import { callCostsOf, neededBy, usageIn, usageOf } from "./usage.mjs";

/** @typedef {import("./measured.mjs").Measured} Measured */

/** The memberships whose tables a page shows. */
export const shownIn = { scale: [1_000, 100_000, 10_000_000], readme: [1_000, 100_000] };

/** @param {number} amount @returns {string} three digits, and what they are multiplied with */
function amountText(amount) {
  const format = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
  return format.format(amount);
}

/** @param {number} cost USD @returns {string} */
const costText = (cost) => `$${cost.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/**
 * @param {readonly string[][]} lines the first of which is the head
 * @param {"--:" | "---"} side of all columns but the first: to the right for numbers, to the left for text
 * @returns {string}
 */
function tableOf([head = [], ...rows], side = "--:") {
  const rule = head.map((_cell, at) => (at === 0 ? "---" : side));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param {readonly number[]} memberships @returns {string[]} */
const headOf = (memberships) => memberships.map((members) => `${members.toLocaleString("en-US")} members`);

/**
 * Returns a month's amounts and their costs.
 * @param {readonly number[]} memberships
 * @param {Measured} measured
 */
export function costTable(memberships, measured) {
  const usages = memberships.map((members) => usageOf(members, measured));
  const columns = usages.map(costsOf);
  const items = (columns[0] ?? []).map(({ item }, at) => [
    item,
    ...columns.map((costs) => `${amountText(costs[at]?.amount ?? 0)}: ${costText(costs[at]?.cost ?? 0)}`),
  ]);
  return tableOf([
    ["a month", ...headOf(memberships)],
    ["Workers Paid", ...memberships.map(() => costText(subscription))],
    ...items,
    ["**all of it**", ...usages.map((usage) => `**${costText(totalOf(usage))}**`)],
  ]);
}

/**
 * Returns how much of each limit a membership uses.
 * @param {readonly number[]} memberships
 * @param {Measured} measured
 */
function limitTable(memberships, measured) {
  const usages = memberships.map((members) => usageOf(members, measured));
  const rows = limits.map(({ limit, most, unit, used }) => [
    `${limit}: ${amountText(most)} ${unit}`,
    ...usages.map((usage) => shareText(used(usage) / most)),
  ]);
  return tableOf([["of this limit is used", ...headOf(memberships)], ...rows]);
}

/** @param {number} share @returns {string} */
function shareText(share) {
  return share > 1 ? `**${amountText(share)} times**` : `${(share * 100).toPrecision(2)} %`;
}

/** Returns how many databases for messages and for texts each membership needs. @param {readonly number[]} memberships @param {Measured} measured */
function databaseTable(memberships, measured) {
  const usages = memberships.map((members) => usageOf(members, measured));
  const added = memberships.map((members, at) => addedIn(usages[at] ?? usageOf(members, measured), members, measured));
  return tableOf([
    ["databases", ...headOf(memberships)],
    ["for messages alone", ...usages.map((usage) => String(neededBy(usage).messages))],
    ["their messages, GB", ...usages.map(({ messagesGigabytes }) => amountText(messagesGigabytes))],
    ["for texts and details", ...usages.map((usage) => String(neededBy(usage).texts))],
    ["their texts and details, GB", ...usages.map(({ textsGigabytes }) => amountText(textsGigabytes))],
    ["statements they add a month", ...added.map(({ statements }) => amountText(statements))],
    ["rows read they add a month", ...added.map(({ rowsRead }) => amountText(rowsRead))],
    ["rows written they add a month", ...added.map(({ rowsWritten }) => amountText(rowsWritten))],
    ["what they add to the cost of a month", ...added.map(({ cost }) => costText(cost))],
  ]);
}

/** Returns what a membership uses more than with the main database alone. @param {import("./usage.mjs").Usage} usage @param {number} members @param {Measured} measured */
function addedIn(usage, members, measured) {
  const alone = usageIn({ messages: 0, texts: 0 }, members, measured);
  return {
    statements: usage.statements - alone.statements,
    rowsRead: usage.rowsRead - alone.rowsRead,
    rowsWritten: usage.rowsWritten - alone.rowsWritten,
    cost: totalOf(usage) - totalOf(alone),
  };
}

/** Returns the limits in the order in which a growing membership meets them. @param {Measured} measured */
function breakingTable(measured) {
  const rows = membersAtLimits(usageOf(1, measured), 1).map(({ limit, members, turnOn }) => [
    limit,
    amountText(members),
    turnOn,
  ]);
  return tableOf([["what breaks", "with so many members", "what to turn on before"], ...rows], "---");
}

/** Cities in which Cloudflare has data centres, as of 2026: cloudflare.com/network. */
const dataCentres = 330;

/** How long a data centre keeps a public picture (decision 14). */
const pictureCacheMinutes = 5;

/**
 * Returns what single stories, photos and people cost that everybody comes to.
 * @param {Measured} measured
 */
function hotTable(measured) {
  const ask = callCostsOf(measured, "POST /api/connections");
  const picture = callCostsOf(measured, "GET /images/:file");
  const list = callCostsOf(measured, "page /connections");
  const asks = 10_000;
  const viewsPerHour = 1e6;
  const missesPerHour = dataCentres * (60 / pictureCacheMinutes);
  const rows = [
    [
      `one story, ${asks.toLocaleString("en-US")} requests to connect`,
      `${amountText(ask.rowsWritten * asks)} rows written, ${amountText(ask.statements * asks)} statements`,
      "each request costs the same; the author reads them a page at a time",
    ],
    [
      `one photo, ${amountText(viewsPerHour)} views an hour`,
      `visitors: ${amountText((missesPerHour * picture.statements) / 3600)} statements and ${amountText((missesPerHour * picture.r2Calls) / 3600)} reads of R2 a second; members: ${amountText((viewsPerHour * picture.statements) / 3600)}`,
      "each of 330 data centres asks once in five minutes for visitors; members are asked about each time, as blocks decide",
    ],
    [
      "one person, 5,000 connections",
      `${list.rowsRead} rows read for a page of them`,
      "lists are pages, unread counts come from the person's inbox",
    ],
  ];
  return tableOf([["what is hot", "what it costs", "what happens"], ...rows], "---");
}

/**
 * Returns all tables: how full the limits are, how many databases that takes, which breaks first, what is hot, and the costs.
 * @param {readonly number[]} memberships
 * @param {Measured} measured
 */
export function tablesOf(memberships, measured) {
  return [
    limitTable(memberships, measured),
    databaseTable(memberships, measured),
    breakingTable(measured),
    hotTable(measured),
    costTable(memberships, measured),
  ];
}
