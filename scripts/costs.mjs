/**
 * `npm run costs [members …]`: what a month costs on Cloudflare. Change the numbers to yours; the README shows what this
 * prints for 1,000 and 100,000 members, and a test compares them.
 *
 * Prices in USD of Workers Paid, from Cloudflare's documentation as of April 2026: developers.cloudflare.com/workers/platform/pricing,
 * /d1/platform/pricing, /durable-objects/platform/pricing, /r2/pricing, /workers-ai/platform/pricing and
 * /workers/observability/logs/workers-logs.
 */
import { fileURLToPath } from "node:url";

/** One member's use in a month, on average over all members. Measured is the CPU of a sign-in alone; the rest is a guess. */
const activity = {
  visits: 16,
  pagesPerVisit: 4,
  photosPerVisit: 12,
  signIns: 1,
  uploads: 0.6,
  messages: 40,
};

/** Bytes and milliseconds behind them. `awakeSeconds`: how long a message keeps its room in memory. */
const sizes = {
  pageCpuMs: 15,
  photoCpuMs: 2,
  signInCpuMs: 200,
  uploadCpuMs: 300,
  publicPhotoMB: 0.4,
  originalMB: 1.5,
  accountKB: 20,
  messageKB: 0.2,
  rowsReadPerPage: 60,
  rowsWrittenPerVisit: 4,
  awakeSeconds: 5,
};

/** DETR has no listed price: ten times that of ResNet-50 (0.23 neurons an image) is assumed. */
const neuronsPerPhoto = 2.3;

/** How long data has gathered, in months. */
const months = 12;

const { visits, pagesPerVisit, photosPerVisit, signIns, uploads, messages } = activity;
const pages = visits * pagesPerVisit;
const photos = visits * photosPerVisit;

/**
 * What is billed: how much of it a member needs in a month, what is included, and the price of a unit.
 * @type {{ item: string, perMember: number, included: number, unit: number, price: number, isRounded?: boolean }[]}
 */
const billed = [
  { item: "Requests to Workers", perMember: pages + photos + signIns + uploads, included: 10e6, unit: 1e6, price: 0.3 },
  {
    item: "CPU, ms",
    perMember:
      pages * sizes.pageCpuMs + photos * sizes.photoCpuMs + signIns * sizes.signInCpuMs + uploads * sizes.uploadCpuMs,
    included: 30e6,
    unit: 1e6,
    price: 0.02,
  },
  // A message comes with about six frames of typing and receipts, and 20 frames are one request; a visit opens, reads and ends.
  { item: "Requests to rooms", perMember: (messages * 7) / 20 + visits, included: 1e6, unit: 1e6, price: 0.15 },
  {
    item: "Rooms awake, GB-s",
    perMember: messages * sizes.awakeSeconds * 0.128,
    included: 400e3,
    unit: 1e6,
    price: 12.5,
  },
  { item: "Rows written in rooms", perMember: messages * 7, included: 50e6, unit: 1e6, price: 1 },
  {
    item: "Stored in rooms, GB",
    perMember: (messages * months * sizes.messageKB) / 1e6,
    included: 5,
    unit: 1,
    price: 0.2,
  },
  { item: "Rows read in D1", perMember: pages * sizes.rowsReadPerPage, included: 25e9, unit: 1e6, price: 0.001 },
  {
    item: "Rows written in D1",
    perMember: visits * sizes.rowsWrittenPerVisit + messages * 1.5,
    included: 50e6,
    unit: 1e6,
    price: 1,
  },
  {
    item: "Stored in D1, GB",
    perMember: (sizes.accountKB + messages * months * sizes.messageKB) / 1e6,
    included: 5,
    unit: 1,
    price: 0.75,
  },
  {
    item: "Stored in R2, GB",
    perMember: (uploads * months * (sizes.publicPhotoMB + sizes.originalMB)) / 1e3,
    included: 10,
    unit: 1,
    price: 0.015,
    isRounded: true,
  },
  { item: "R2 writes", perMember: uploads * 2, included: 1e6, unit: 1e6, price: 4.5, isRounded: true },
  { item: "R2 reads", perMember: photos, included: 10e6, unit: 1e6, price: 0.36, isRounded: true },
  { item: "AI, neurons", perMember: uploads * neuronsPerPhoto, included: 300e3, unit: 1e3, price: 0.011 },
  { item: "Log lines", perMember: pages + photos + signIns + uploads, included: 20e6, unit: 1e6, price: 0.6 },
];

/** The minimum charge of Workers Paid. */
const subscription = 5;

/**
 * @param {number} members
 * @returns {{ item: string, amount: number, cost: number }[]} amounts of a month; costs in USD
 */
export function costsOf(members) {
  return billed.map(({ item, perMember, included, unit, price, isRounded = false }) => {
    const amount = perMember * members;
    const units = Math.max(0, amount - included) / unit;
    return { item, amount, cost: (isRounded ? Math.ceil(units) : units) * price };
  });
}

/**
 * Returns the costs as a table in Markdown.
 * @param {readonly number[]} sizesOfMembership
 */
export function costTable(sizesOfMembership) {
  const columns = sizesOfMembership.map(costsOf);
  const head = sizesOfMembership.map((members) => `${members.toLocaleString("en-US")} members`);
  const rows = billed.map(({ item }, index) => [
    item,
    ...columns.map((costs) => `${amountText(costs[index]?.amount ?? 0)}: $${(costs[index]?.cost ?? 0).toFixed(2)}`),
  ]);
  const totals = columns.map(
    (costs) => `**$${(subscription + costs.reduce((sum, { cost }) => sum + cost, 0)).toFixed(2)}**`,
  );
  const lines = [
    ["a month", ...head],
    ["---", ...head.map(() => "--:")],
    ["Workers Paid", ...head.map(() => `$${subscription.toFixed(2)}`)],
    ...rows,
    ["**all of it**", ...totals],
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param {number} amount */
function amountText(amount) {
  return amount >= 1e6
    ? `${(amount / 1e6).toFixed(1)} M`
    : amount >= 10
      ? Math.round(amount).toLocaleString("en-US")
      : amount.toFixed(2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const members = process.argv
    .slice(2)
    .map(Number)
    .filter((number) => number > 0);
  console.log(costTable(members.length > 0 ? members : [1_000, 100_000]));
}
