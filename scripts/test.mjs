/** `npm test`: installs what is missing, builds, checks, and runs every test. The last line counts them. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildApp, buildModels, install, makeSecrets } from "./prepare.mjs";
import { writeLocalConfig } from "./local-config.mjs";
import { quietEnvironment } from "./run.mjs";

const report = ".tmp/test-report.json";

await install();
await ensureBrowser();
makeSecrets();
writeLocalConfig();
await buildModels();
await buildApp();
const checks = await runNode(["scripts/check.mjs"]);
mkdirSync(".tmp", { recursive: true });
rmSync(report, { force: true });
const filters = process.argv.slice(2);
const code = await runNode([
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...filters,
]);

const { numPassedTests = 0, numFailedTests = 0 } = readReport();
const failedChecks = checks === 0 ? 0 : 1;
console.log(`\n${numPassedTests} passed, ${numFailedTests + failedChecks} failed`);
process.exit(code === 0 && checks === 0 && numPassedTests > 0 ? 0 : 1);

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

/** @returns {{ numPassedTests?: number, numFailedTests?: number }} */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return {};
  }
}
