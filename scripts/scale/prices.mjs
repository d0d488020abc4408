/**
 * Prices in USD of Workers Paid, from Cloudflare's documentation as of April 2026: developers.cloudflare.com/workers/platform/pricing,
 * /d1/platform/pricing, /durable-objects/platform/pricing, /r2/pricing, /workers-ai/platform/pricing and
 * /workers/observability/logs/workers-logs.
 */

/** The minimum charge of Workers Paid. */
export const subscription = 5;

/**
 * The items that are billed each month: of which use, how much is included, and the price of a unit.
 * @type {readonly { item: string, of: keyof import("./usage.mjs").Usage, included: number, unit: number, price: number, isRounded?: boolean }[]}
 */
export const prices = [
  { item: "Requests to Workers", of: "requests", included: 10e6, unit: 1e6, price: 0.3 },
  { item: "CPU, ms", of: "cpuMs", included: 30e6, unit: 1e6, price: 0.02 },
  { item: "Requests to Durable Objects", of: "objectRequests", included: 1e6, unit: 1e6, price: 0.15 },
  { item: "Rooms awake, GB-s", of: "awake", included: 400e3, unit: 1e6, price: 12.5 },
  { item: "Rows written in rooms", of: "roomRows", included: 50e6, unit: 1e6, price: 1 },
  { item: "Stored in rooms, GB", of: "roomGigabytes", included: 5, unit: 1, price: 0.2 },
  { item: "Rows read in D1", of: "rowsRead", included: 25e9, unit: 1e6, price: 0.001 },
  { item: "Rows written in D1", of: "rowsWritten", included: 50e6, unit: 1e6, price: 1 },
  { item: "Stored in D1, GB", of: "d1Gigabytes", included: 5, unit: 1, price: 0.75 },
  {
    item: "Stored in R2, GB",
    of: "r2Gigabytes",
    included: 10,
    unit: 1,
    price: 0.015,
    isRounded: true,
  },
  { item: "R2 writes", of: "r2Writes", included: 1e6, unit: 1e6, price: 4.5, isRounded: true },
  { item: "R2 reads", of: "r2Reads", included: 10e6, unit: 1e6, price: 0.36, isRounded: true },
  { item: "AI, neurons", of: "neurons", included: 300e3, unit: 1e3, price: 0.011 },
  { item: "Log lines", of: "requests", included: 20e6, unit: 1e6, price: 0.6 },
];

/**
 * Returns what a month costs, item by item, in USD.
 * @param {import("./usage.mjs").Usage} usage
 * @returns {{ item: string, amount: number, cost: number }[]}
 */
export function costsOf(usage) {
  return prices.map(({ item, of, included, unit, price, isRounded = false }) => {
    const units = Math.max(0, usage[of] - included) / unit;
    return { item, amount: usage[of], cost: (isRounded ? Math.ceil(units) : units) * price };
  });
}

/** @param {import("./usage.mjs").Usage} usage @returns {number} USD of a month, the subscription included */
export function totalOf(usage) {
  return costsOf(usage).reduce((sum, { cost }) => sum + cost, subscription);
}
