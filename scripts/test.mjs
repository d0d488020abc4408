/**
 * `npm test`: installs what is missing, builds, runs every test, and checks. Failures stand together at the end, and the last line
 * counts all: who sees only the end of a log sees why it is red.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { buildApp, buildModels, install, makeSecrets } from "./prepare.mjs";
import { writeLocalConfig } from "./local-config.mjs";
import { quietEnvironment } from "./run.mjs";
import { suites } from "./suites.mjs";

await install();
await ensureBrowser();
makeSecrets();
writeLocalConfig();
await buildModels();
/** What stands in the way of the suites that need the app; null once it is built. */
const built = buildApp().then(() => null, String);
mkdirSync(".tmp", { recursive: true });
const filters = process.argv.slice(2);
const picked = filters.length > 0 ? [{ name: "picked", parameters: filters }] : suites;
/** Jobs that wait for a lane; the checks come last, as they are short. */
const jobs = [...picked.map((suite) => () => runSuite(suite)), runChecks];
/** As most suites wait for a browser or the served app half of the time, three keep two cores busy. */
const lanes = 3;
/** @type {Outcome[]} */
const outcomes = [];
await Promise.all(Array.from({ length: lanes }, runLane));

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failures = outcomes.flatMap((outcome) => outcome.failures);
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

/**
 * @param {string[]} parameters
 * @returns {Promise<{ exit: number | string, end: string }>} `exit`: its code, or the signal that ended it; `end`: the last of what it printed
 */
function runNode(parameters) {
  const keptCharacters = 6000;
  let end = "";
  // A program that writes into a pipe does not see that its words end in a terminal.
  const env = process.stdout.isTTY ? { FORCE_COLOR: "1", ...quietEnvironment } : quietEnvironment;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "pipe"], env });
    for (const name of /** @type {const} */ (["stdout", "stderr"])) {
      child[name].setEncoding("utf8").on("data", (printed) => {
        process[name].write(printed);
        end = (end + printed).slice(-keptCharacters);
      });
    }
    child.once("close", (exit, signal) => resolve({ exit: exit ?? signal ?? 1, end }));
  });
}

/** Takes one job after the other until none waits. */
async function runLane() {
  for (let job = jobs.shift(); job; job = jobs.shift()) outcomes.push(await job());
}

/** @returns {Promise<Outcome>} */
async function runChecks() {
  const { exit } = await runNode(["scripts/check.mjs"]);
  return { passed: 0, failures: exit === 0 ? [] : ["npm run check failed: its reasons stand above"] };
}

/**
 * Runs some of the tests. A run that fails though no test did (an error that nobody caught, no report) counts as one
 * that failed.
 * @param {import("./suites.mjs").Suite} suite
 * @returns {Promise<Outcome>}
 */
async function runSuite({ name, parameters, needsApp = true }) {
  const fault = needsApp ? await built : null;
  if (fault !== null) return { passed: 0, failures: [`the suite "${name}", as the app could not be built\n${fault}`] };
  const report = `.tmp/test-report-${name}.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { exit, end } = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...parameters]);
  /** @type {Report} */
  const { numPassedTests: passed, testResults } = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : { numPassedTests: 0, testResults: [] };
  const failures = testResults.flatMap(failuresOf);
  if (exit !== 0 && failures.length === 0)
    failures.push(`the suite "${name}" (exit ${exit}), though no test of it did; it ended with\n${end}`);
  return { passed, failures };
}

/**
 * @typedef {{ passed: number, failures: string[] }} Outcome failures with their reasons
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
