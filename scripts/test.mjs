/** `npm test`: installs what is missing, builds, checks, and runs every test. The last line counts them. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildApp, buildModels, install, makeSecrets } from "./prepare.mjs";
import { writeLocalConfig } from "./local-config.mjs";
import { quietEnvironment } from "./run.mjs";

await install();
await ensureBrowser();
makeSecrets();
writeLocalConfig();
await buildModels();
await buildApp();
const checks = await runNode(["scripts/check.mjs"]);
mkdirSync(".tmp", { recursive: true });
const filters = process.argv.slice(2);
/** Side by side, as browsers and the served app wait more than they compute; alone when some tests are picked. */
const suites =
  filters.length > 0
    ? { picked: filters }
    : { parts: ["--project=unit", "--project=chat-room"], whole: ["--project=whole"] };
const reports = await Promise.all(Object.entries(suites).map(([name, parameters]) => runSuite(name, parameters)));

const passed = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
const failed = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0) + (checks === 0 ? 0 : 1);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 && reports.every(({ exit }) => exit === 0) ? 0 : 1);

/** A browser is part of the tests: without one they fail with the way to get one. */
async function ensureBrowser() {
  const { launchBrowser } = await import("./browser/launch.mjs");
  try {
    await (await launchBrowser()).close();
  } catch (error) {
    console.error(
      `No browser starts here. Install one (Debian: apt-get install chromium) and name it: CHROMIUM_PATH=/usr/bin/chromium npm test\n${error instanceof Error ? error.message : error}`,
    );
    process.exit(1);
  }
}

/** @param {string[]} parameters @returns {Promise<number>} */
function runNode(parameters) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, {
      stdio: ["ignore", "inherit", "inherit"],
      env: quietEnvironment,
    });
    child.once("close", (exit) => resolve(exit ?? 1));
  });
}

/**
 * Runs some of the tests. A run that wrote no report counts as failed by its exit code.
 * @param {string} name
 * @param {string[]} parameters
 * @returns {Promise<{ exit: number, numPassedTests: number, numFailedTests: number }>}
 */
async function runSuite(name, parameters) {
  const report = `.tmp/test-report-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const exit = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...parameters]);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  return { exit, numPassedTests: counts.numPassedTests ?? 0, numFailedTests: counts.numFailedTests ?? 0 };
}
