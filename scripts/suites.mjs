/** The suites of `npm test`: none needs another, each a run of vitest of its own. */

/** @typedef {{ name: string, parameters: string[] }} Suite `parameters`: vitest's */

/** Journeys through the composer: half of the browser's time. A name that stands here is left out of the other half. */
const composing = ["publishing", "composer", "editor-keyboard", "editor-touch", "intake", "main-job"].map(
  (name) => `tests/e2e/${name}.test.ts`,
);
const commands = "tests/commands/";

/**
 * The longest first, so that lanes which take one after the other end at about the same time.
 * @type {readonly Suite[]}
 */
export const suites = [
  { name: "http", parameters: ["--project=http", without(`${commands}**`)] },
  { name: "composing", parameters: ["--project=browser", ...composing] },
  { name: "journeys", parameters: ["--project=browser", ...composing.map(without)] },
  { name: "rooms", parameters: ["--project=chat-room"] },
  { name: "unit", parameters: ["--project=unit"] },
  { name: "commands", parameters: ["--project=http", commands] },
  { name: "pages", parameters: ["--project=pages"] },
  { name: "budgets", parameters: ["--project=budgets", "--project=placed"] },
];

/** @param {string} pattern */
function without(pattern) {
  return `--exclude=${pattern}`;
}
