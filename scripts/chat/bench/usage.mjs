import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds of one tick of /proc/<pid>/stat: USER_HZ is 100 on every Linux. */
const tick = 10;

/**
 * Milliseconds of a core that a process has used, by itself and in the kernel.
 * @param {number} pid
 */
export function cpuOf(pid) {
  const [user = 0, system = 0] = fieldsOf(pid).slice(11, 13).map(Number);
  return (user + system) * tick;
}

/**
 * Kilobytes of memory that a process holds.
 * @param {number} pid
 */
export function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** Milliseconds of a look at a process, what it may use of them at rest, and for how long it is waited for. */
const look = { window: 2_500, use: 50, longest: 30_000 };

/**
 * Waits until a process rests: what was put off, such as copies, is not to fall on what is measured next.
 * @param {number} pid
 */
export async function untilAtRest(pid) {
  const deadline = Date.now() + look.longest;
  while (Date.now() < deadline) {
    const before = cpuOf(pid);
    await pause(look.window);
    if (cpuOf(pid) - before <= look.use) return;
  }
}

/**
 * The process of a name that another one started.
 * @param {number} parent
 * @param {string} name
 */
export function childOf(parent, name) {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const found = pids.find((pid) => {
    try {
      return fieldsOf(pid)[1] === String(parent) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(name);
    } catch {
      return false; // it ended while we looked
    }
  });
  if (!found) throw new Error(`No process ${name} was started.`);
  return Number(found);
}

/**
 * The processes of a name in the group of another one.
 * @param {number} group
 * @param {string} name
 */
export function pidsOfGroup(group, name) {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.map(Number).filter((pid) => {
    try {
      return fieldsOf(pid)[2] === String(group) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(name);
    } catch {
      return false; // it ended while we looked
    }
  });
}

/** The fields after the name, which may hold blanks. @param {number | string} pid */
function fieldsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
