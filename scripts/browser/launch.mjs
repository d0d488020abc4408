import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const scratch = join(root, ".tmp");
/** Where the packaged Chromium is unpacked, once; 200 MB. */
const unpacked = join(scratch, "browser");

/** Milliseconds after which a browser, or what a page waits for, is taken for hung. */
const patienceMs = 120_000;

/** Folders in which Linux distributions keep the one library that a bare system lacks for Chromium. */
const libraryFolders = ["/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];

/**
 * A headless Chromium for tests and measurements: the one at CHROMIUM_PATH, else the one that npm brought (Linux only), else
 * an installed Chrome. Close it when done.
 * @param {{ debuggingPort?: number, trustsAnyCertificate?: boolean, sharesRenderers?: boolean }} [options] `debuggingPort`: where other tools may drive it, too;
 *   `trustsAnyCertificate`: for servers of this machine; `sharesRenderers`: where nobody measures a page's speed or memory, the
 *   pages of a context share a process, and none is started ahead of its page: a fifth less work to open one
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchBrowser({ debuggingPort, trustsAnyCertificate = false, sharesRenderers = false } = {}) {
  const args = debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`];
  if (trustsAnyCertificate) args.push("--ignore-certificate-errors");
  if (sharesRenderers) args.push("--renderer-process-limit=1");
  const installed = process.env.CHROMIUM_PATH;
  if (installed) return launch({ executablePath: installed, args });
  if (process.platform !== "linux") return launch({ channel: "chrome", args });
  return launch({ executablePath: await packagedChromium(), args });
}

/**
 * A page in a context of its own. It waits long for what must come: a busy machine is ten times slower than a quiet one.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @returns {Promise<import("playwright-core").Page>}
 */
export async function newPage(browser, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patienceMs);
  return context.newPage();
}

/** @param {import("playwright-core").LaunchOptions} options */
function launch(options) {
  // As root, and in containers, Chromium's own sandbox does not start; what is opened here is our own page.
  const args = ["--no-sandbox", "--enable-unsafe-swiftshader", ...(options.args ?? [])];
  return chromium.launch({ ...options, timeout: patienceMs, args });
}

/** The path of the Chromium in the package, unpacked when it is not yet. */
async function packagedChromium() {
  if (!existsSync(unpacked)) unpack();
  setEnvironment(process.env, unpacked);
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

/**
 * In a process and a folder of its own, moved into place when whole: the package takes a half-written file for a whole one,
 * and tests start side by side.
 */
function unpack() {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "browser-"));
  const script = 'import("@sparticuz/chromium").then(({ default: packaged }) => packaged.executablePath())';
  execFileSync(process.execPath, ["-e", script], { cwd: root, env: setEnvironment({ ...process.env }, folder) });
  try {
    renameSync(folder, unpacked);
  } catch (error) {
    // Another process was first.
    rmSync(folder, { recursive: true });
    if (!existsSync(unpacked)) throw error;
  }
}

/**
 * The package unpacks to TMPDIR, and brings system libraries along when it believes itself on Lambda.
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} folder
 */
function setEnvironment(environment, folder) {
  environment.TMPDIR = folder;
  const hasLibraries = libraryFolders.some((libraries) => existsSync(join(libraries, "libnss3.so")));
  if (!hasLibraries) environment.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x";
  return environment;
}
