import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { markServed } from "./backups/served-mark.mjs";
import { signalGroup, spawnGroup } from "./children.mjs";
import { quietEnvironment } from "./run.mjs";
import { workers } from "./workers.mjs";

/** Milliseconds for the workers to answer: a safety net, since a cold start takes 3 s on two quiet cores. */
const startPatienceMs = 300_000;

/** Milliseconds in which the workers end by themselves when they are told to. */
const stopPatienceMs = 10_000;

/**
 * Miniflare copies what it has of the runtime's config, at the end 12 MB, for each 4 kB more. In pages of 4 kB, each of which the
 * system clears and maps, that is half of the work of a start. Only glibc knows the setting.
 */
const inLargePages = {
  GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, "glibc.malloc.hugetlb=1"].filter(Boolean).join(":"),
};

/** Ports from here on belong to nobody, and no browser refuses them; Linux, macOS and Windows hand out the later ones. */
const [firstOwnPort, firstSystemPort] = [10_240, 32_768];

/** Characters of output that are kept, to be shown when the workers do not start. */
const keptOutput = 20_000;

/**
 * @typedef {{ port: number, stateDirectory: string, appFolder?: string, vars?: Record<string, string>, databases?: string[], onOutput?: (text: string) => void }} ServeOptions `appFolder`: another bundle of the app than the built one; `vars`, `databases`: settings, and bindings of empty databases, besides those of the config
 * @typedef {{ url: string, stop: () => Promise<void>, kill: () => Promise<void>, sweep: () => Promise<string>, runSql: (statements: string[]) => Promise<string>, inspector: () => Promise<string>, ended: Promise<number | null>, group: number }} ServedApp `group`: the process group of all that it started; `sweep` runs the hourly job and returns its outcome; `runSql` writes into D1 and returns what was wrong with the statements, or nothing; `inspector` returns the app's address for DevTools
 */

/**
 * Returns whether nobody listens on a port of this machine.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/**
 * Returns a port that nobody listens on, and that no system hands out by itself: one of those could be another program's, or the
 * near end of a connection, before it is used.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const port = randomInt(firstOwnPort, firstSystemPort);
  return (await isFree(port)) ? port : freePort();
}

/**
 * Starts the built app in workerd, with its state in a folder, and waits until it answers.
 * @param {ServeOptions} options
 * @returns {Promise<ServedApp>}
 * @throws {Error} with a sentence that names the fix, when it does not start
 */
export function serve(options) {
  const { port, stateDirectory, appFolder, vars, databases = [] } = options;
  const bundle = appFolder === undefined ? [] : [`--app=${appFolder}`];
  const parameters = ["scripts/workerd.mjs", `--port=${port}`, `--state=${stateDirectory}`, ...bundle];
  parameters.push(...databases.map((name) => `--databases=${name}`));
  if (vars) parameters.push(`--vars=${JSON.stringify(vars)}`);
  return supervise(process.execPath, parameters, options);
}

/**
 * The same by `wrangler dev`, which follows changes of the build.
 * @param {ServeOptions} options
 * @returns {Promise<ServedApp>}
 */
export async function serveChanging(options) {
  const { port, stateDirectory, vars = {} } = options;
  return supervise(
    "node_modules/.bin/wrangler",
    [
      "dev",
      ...workers.flatMap(({ localConfig }) => ["-c", localConfig]),
      ...["--persist-to", stateDirectory, "--ip", "127.0.0.1", "--port", String(port)],
      ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
      ...["--inspector-port", String(await freePort()), "--show-interactive-dev-session=false"],
    ],
    options,
  );
}

/**
 * Runs a server until it is stopped, and waits until it answers.
 * @param {string} command
 * @param {string[]} parameters
 * @param {ServeOptions} options
 * @returns {Promise<ServedApp>}
 */
async function supervise(command, parameters, { port, stateDirectory, onOutput }) {
  const child = spawnGroup(command, parameters, {
    env: { ...quietEnvironment, ...inLargePages },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const keep = (/** @type {Buffer} */ data) => {
    output = (output + data).slice(-keptOutput);
    onOutput?.(String(data));
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.once("close", resolve));
  const unmark = markServed(stateDirectory, child.pid ?? 0);
  child.once("close", unmark);
  const end = async (/** @type {NodeJS.Signals} */ name) => {
    signalGroup(child.pid, name);
    const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), stopPatienceMs);
    await ended;
    clearTimeout(timer);
    signalGroup(child.pid, "SIGKILL");
  };
  const app = {
    url: `http://localhost:${port}`,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    sweep: () => askChild(child, "sweep", "swept"),
    runSql: (/** @type {string[]} */ statements) => askChild(child, { sql: statements }, "ran"),
    inspector: () => askChild(child, "inspector", "inspector"),
    ended,
    group: child.pid ?? 0,
  };
  const fault = await Promise.race([
    faultOf(app.url, child),
    ended.then((exit) => endOf(exit ?? child.signalCode, output)),
  ]);
  if (fault === null) return app;
  await app.stop();
  throw new Error(fault, { cause: output });
}

/**
 * Returns a sentence about a server that ended before it answered, with the last that it printed.
 * @param {number | string | null} exit its code, or the signal that ended it
 * @param {string} output
 */
function endOf(exit, output) {
  const last = output.trim().split("\n").at(-1)?.slice(0, 500);
  return `It ended before it answered (${exit})${last ? `: ${last}` : "."}`;
}

/**
 * Returns null once the app answers well, or what stands in its way.
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string | null>}
 */
async function faultOf(url, child) {
  const deadline = Date.now() + startPatienceMs;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/api/health`, { headers: { Connection: "close" } }).catch(() => null);
    if (answer?.ok) return null;
    const problem = await answer?.json().catch(() => null);
    if (problem?.code === "not_configured") return String(problem.detail);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `It did not answer within ${startPatienceMs / 1_000} s.`;
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string | { sql: string[] }} question
 * @param {string} field of the message that answers it
 * @returns {Promise<string>}
 */
function askChild(child, question, field) {
  return new Promise((resolve, reject) => {
    const lose = () => reject(new Error(`The app ended before it answered "${field}".`));
    child.on("message", function hear(/** @type {Record<string, string>} */ message) {
      const answer = message[field];
      if (answer === undefined) return;
      child.off("message", hear);
      child.off("close", lose);
      resolve(answer);
    });
    child.once("close", lose);
    child.send(question);
  });
}
