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
/** Two lanes of about the same length, side by side, as a browser and the served app wait more than they compute; one when
 * some tests are picked. */
const lanes =
  filters.length > 0
    ? [[{ name: "picked", parameters: filters }]]
    : [
        [
          { name: "parts", parameters: ["--project=unit", "--project=chat-room"] },
          { name: "http", parameters: ["--project=http"] },
          { name: "budgets", parameters: ["--project=budgets"] },
        ],
        [
          { name: "browser", parameters: ["--project=browser", "--exclude=tests/faces/**"] },
          { name: "faces", parameters: ["--project=browser", "tests/faces"] },
        ],
      ];
const reports = (await Promise.all(lanes.map(runLane))).flat();

const passed = reports.reduce((sum, report) => sum + report.passed, 0);
const failed = reports.reduce((sum, report) => sum + report.failed, 0) + (checks === 0 ? 0 : 1);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

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

/** One suite after the other. @param {{ name: string, parameters: string[] }[]} suites */
async function runLane(suites) {
  const reports = [];
  for (const suite of suites) reports.push(await runSuite(suite));
  return reports;
}

/**
 * Runs some of the tests. A run that fails though no test did (an error that nobody caught, no report) counts as one
 * that failed.
 * @param {{ name: string, parameters: string[] }} suite
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runSuite({ name, parameters }) {
  const report = `.tmp/test-report-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const exit = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...parameters]);
  const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  if (exit !== 0 && numFailedTests === 0) console.error(`The suite "${name}" failed, though no test of it did.`);
  return { passed: numPassedTests, failed: exit === 0 ? 0 : Math.max(1, numFailedTests) };
}
