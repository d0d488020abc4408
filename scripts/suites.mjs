/** The suites of `npm test`: none needs another, each a run of vitest of its own. */

/** @typedef {{ name: string, parameters: string[], needsApp?: boolean }} Suite `parameters`: vitest's; `needsApp`: the built app, unless it says false */

/** Journeys through the composer: half of the browser's time. A name that stands here is left out of the other half. */
const composing = ["publishing", "composer", "editor-keyboard", "editor-touch", "intake", "main-job"].map(
  (name) => `tests/e2e/${name}.test.ts`,
);
const commands = "tests/commands/";

/**
 * First one that runs while the app is built, then the longest first, so that lanes which take one after the other end at about
 * the same time.
 * @type {readonly Suite[]}
 */
export const suites = [
  { name: "rooms", parameters: ["--project=chat-room"], needsApp: false },
  { name: "journeys", parameters: ["--project=browser", ...composing.map(without)] },
  { name: "http", parameters: ["--project=http", without(`${commands}**`)] },
  { name: "composing", parameters: ["--project=browser", ...composing] },
  { name: "pages", parameters: ["--project=pages"], needsApp: false },
  { name: "unit", parameters: ["--project=unit"] },
  { name: "commands", parameters: ["--project=http", commands] },
  { name: "budgets", parameters: ["--project=budgets", "--project=placed"] },
];

/** @param {string} pattern */
function without(pattern) {
  return `--exclude=${pattern}`;
}
