import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { localConfigPath } from "./local-config.mjs";
import { quietEnvironment } from "./run.mjs";

/** The workers that run side by side: the app first, which is the one that answers. */
const configs = [localConfigPath, "workers/chat-room/wrangler.toml", "workers/local-ai/wrangler.toml"];

/** Milliseconds for the workers to answer: a cold start takes about 4 s on two cores. */
const startWithin = 60_000;

/**
 * Whether nobody listens on a port of this machine.
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
 * A port that nobody listens on.
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/**
 * Starts the app in workerd, with its state in a folder, and waits until it answers.
 * @param {{ port: number, stateDirectory: string, onOutput?: (text: string) => void }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void>, kill: () => Promise<void>, ended: Promise<number | null>, group: number }>} `group`: the process group of all that it started
 */
export async function serve({ port, stateDirectory, onOutput }) {
  const inspectorPort = await freePort();
  const child = spawn(
    "node_modules/.bin/wrangler",
    [
      "dev",
      ...configs.flatMap((config) => ["-c", config]),
      ...["--persist-to", stateDirectory, "--ip", "127.0.0.1", "--port", String(port)],
      ...["--inspector-port", String(inspectorPort), "--show-interactive-dev-session=false", "--test-scheduled"],
    ],
    // A group of its own, so that stopping it stops workerd too.
    { env: quietEnvironment, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  const hear = (/** @type {Buffer} */ data) => {
    output = (output + data).slice(-20_000);
    onOutput?.(String(data));
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    signal(child.pid, "SIGTERM");
    const isOver = await Promise.race([ended.then(() => true), after(5_000).then(() => false)]);
    if (!isOver) signal(child.pid, "SIGKILL");
    await ended;
  };
  const kill = async () => {
    signal(child.pid, "SIGKILL");
    await ended;
  };
  const url = `http://localhost:${port}`;
  const isUp = await Promise.race([answers(`${url}/api/health`), ended.then(() => false)]);
  if (!isUp) {
    await stop();
    throw new Error(`The app did not start.\n${output}`);
  }
  return { url, stop, kill, ended, group: child.pid ?? 0 };
}

/**
 * Whether an address answers in time.
 * @param {string} url
 */
async function answers(url) {
  const deadline = Date.now() + startWithin;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return true;
    await after(150);
  }
  return false;
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The group has ended already.
  }
}

/** @param {number} milliseconds */
function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
