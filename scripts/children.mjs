/** The programs that a script starts: they end with it, however it ends. */
import { spawn } from "node:child_process";

/** Exit codes by signal, as shells have them: 128 and the signal's number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Process groups that still run. @type {Set<number>} */
const groups = new Set();

/** @type {() => Promise<number | void>} */
let stop = async () => {};

process.on("exit", () => {
  for (const group of groups) signalGroup(group, "SIGKILL");
});

let isStopping = false;

for (const [name, code] of Object.entries(exitCodes)) {
  process.on(name, async () => {
    // npm passes on what a terminal sends to all: the same signal comes twice.
    if (isStopping) return;
    isStopping = true;
    process.exit((await stop()) ?? code);
  });
}

/**
 * Sets what is done when this script is told to stop, before what is left of its children is killed.
 * @param {() => Promise<number | void>} work resolves to the exit code, where it is not the signal's
 */
export function onStop(work) {
  stop = work;
}

/**
 * Starts a program in a process group of its own, so that what it starts in turn ends with it.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {import("node:child_process").SpawnOptions} options
 */
export function spawnGroup(command, parameters, options) {
  const child = spawn(command, parameters, { ...options, detached: true });
  const { pid } = child;
  if (pid === undefined) return child;
  groups.add(pid);
  child.once("close", () => groups.delete(pid));
  return child;
}

/**
 * @param {number | undefined} group
 * @param {NodeJS.Signals} name
 */
export function signalGroup(group, name) {
  if (group === undefined) return;
  try {
    process.kill(-group, name);
  } catch {
    // The group has ended already.
  }
}
