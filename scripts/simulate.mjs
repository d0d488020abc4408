/**
 * `npm run simulate [-- --members 10000000]`: a month of a stated population, from the measured costs of each route: what it
 * uses, which of the platform's limits breaks first, and what it costs. With `--write` it renews the tables of
 * `docs/scale.md` and the README, as `npm run budgets` does after it has measured again.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { measuredHere } from "./scale/measured.mjs";
import { costTable, shownIn, tablesOf } from "./scale/report.mjs";
import { withTable } from "./scale/with-table.mjs";

const options = /** @type {const} */ ({
  members: { type: "string", multiple: true },
  write: { type: "boolean", default: false },
});
const { values } = parseArgs({ options });
const measured = measuredHere();

if (values.write) {
  await renew("docs/scale.md", tablesOf(shownIn.scale, measured));
  await renew("README.md", [costTable(shownIn.readme, measured)]);
} else {
  const memberships = values.members?.map(Number) ?? shownIn.scale;
  if (memberships.some((members) => !Number.isInteger(members) || members < 1)) {
    console.error("Say how many members as whole numbers: npm run simulate -- --members 1000 --members 100000");
    process.exit(2);
  }
  console.log(tablesOf(memberships, measured).join("\n\n"));
}

/** @param {string} page @param {readonly string[]} tables */
async function renew(page, tables) {
  const text = tables.reduce(withTable, readFileSync(page, "utf8"));
  writeFileSync(page, await format(text, { parser: "markdown", printWidth: 120 }));
}
