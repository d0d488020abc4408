/**
 * The platform's limits that a growing membership meets, as of April 2026: developers.cloudflare.com/d1/platform/limits,
 * /workers-ai/platform/limits and /durable-objects/platform/limits.
 */
import { peakFactor } from "./population.mjs";

const secondsOfMonth = 30 * 24 * 3600;

/** Average of a month's amount in the busiest second. @param {number} amount @returns {number} */
const atPeak = (amount) => (amount / secondsOfMonth) * peakFactor;

/**
 * @typedef {{ limit: string, most: number, unit: string, used: (usage: import("./usage.mjs").Usage) => number, turnOn: string }} Limit
 * `turnOn`: what has to change once it is met
 */

/** @type {readonly Limit[]} */
export const limits = [
  {
    limit: "Size of one D1 database",
    most: 10,
    unit: "GB",
    used: ({ d1Gigabytes }) => d1Gigabytes,
    turnOn: "databases for messages alone (see Operations in the README)",
  },
  {
    limit: "Size of the main D1 database, messages elsewhere",
    most: 10,
    unit: "GB",
    used: ({ d1Gigabytes, messagesGigabytes }) => d1Gigabytes - messagesGigabytes,
    turnOn: "databases for the texts of stories and the details of their photos (see Operations in the README)",
  },
  {
    limit: "Size of the main D1 database, messages, texts and details elsewhere",
    most: 10,
    unit: "GB",
    used: ({ d1Gigabytes, messagesGigabytes, bodiesGigabytes }) => d1Gigabytes - messagesGigabytes - bodiesGigabytes,
    turnOn: "what is left of photos' rows, a third of it the keys of their files, in databases of their own",
  },
  {
    // One database runs one query at a time: at a millisecond each, 1,000 a second.
    limit: "Queries of one D1 database",
    most: 1_000,
    unit: "a second, at the peak",
    used: ({ mainStatements }) => atPeak(mainStatements),
    turnOn: "D1's read replication: feed and stories, for which the app is ready; then fewer statements a page",
  },
  {
    limit: "Pictures that Workers AI looks at",
    most: 3_000,
    unit: "a minute, at the peak",
    used: ({ aiCalls }) => atPeak(aiCalls) * 60,
    turnOn: "the second look in a queue: stories that wait for it are held meanwhile, as they are today",
  },
];

/** Gigabytes that one database is to hold: another one is added before it is full, and takes its share. */
const perDatabase = 8;

/** Returns how many databases for messages a membership needs; 0 while the main one holds them. @param {import("./usage.mjs").Usage} usage */
export function messageDatabasesFor({ d1Gigabytes, messagesGigabytes }) {
  return d1Gigabytes <= perDatabase ? 0 : Math.ceil(messagesGigabytes / perDatabase);
}

/** Returns how many databases for texts a membership needs; 0 while the main one holds them. @param {import("./usage.mjs").Usage} usage */
export function textDatabasesFor({ d1Gigabytes, messagesGigabytes, textsGigabytes }) {
  return d1Gigabytes - messagesGigabytes <= perDatabase ? 0 : Math.ceil(textsGigabytes / perDatabase);
}

/**
 * Returns how many members each limit holds, the smallest first. Use grows with the members.
 * @param {import("./usage.mjs").Usage} usage of so many members
 * @param {number} members
 * @returns {(Limit & { members: number })[]}
 */
export function membersAtLimits(usage, members) {
  return limits
    .map((limit) => ({ ...limit, members: (members * limit.most) / limit.used(usage) }))
    .sort((one, other) => one.members - other.members);
}
