/**
 * `npm test`: installs what is missing, builds, checks, and runs every test. Failures stand together at the end, and the last line
 * counts all: who sees only the end of a log sees why it is red.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
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
const failures = reports.flatMap((report) => report.failures);
if (checks !== 0) failures.push("npm run check failed: its reasons stand above");
for (const failure of failures) console.log(`\nfailed: ${failure}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);

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
 * @returns {Promise<{ passed: number, failures: string[] }>} failures with their reasons
 */
async function runSuite({ name, parameters }) {
  const report = `.tmp/test-report-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const exit = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...parameters]);
  /** @type {Report} */
  const { numPassedTests: passed, testResults } = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : { numPassedTests: 0, testResults: [] };
  const failures = testResults.flatMap(failuresOf);
  if (exit !== 0 && failures.length === 0) failures.push(`the suite "${name}", though no test of it did`);
  return { passed, failures };
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestResult
 * @typedef {{ name: string, status: string, message: string, assertionResults: TestResult[] }} FileResult
 * @typedef {{ numPassedTests: number, testResults: FileResult[] }} Report
 */

/** Returns a test file's failures; the file itself when it could not run. @param {FileResult} file @returns {string[]} */
function failuresOf({ name, status, message, assertionResults }) {
  const path = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (failed.length === 0 && status === "failed") return [`${path}\n${message}`];
  return failed.map((test) => `${path} > ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 2000)}`);
}
