/** The memory of a browser's processes, as Linux counts it. */
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds between two looks: the shortest peak, a decoder's, lasts some hundred. */
const intervalMs = 20;

/**
 * Megabytes that a kind of process held at most: resident, and of that what it shares with no file.
 * @typedef {{ residentMb: number, privateMb: number }} Held
 * @typedef {{ tab: Held, gpu: Held }} BrowserMemory
 */

/**
 * Watches the fullest tab of a browser, its workers included, and its GPU process, until it is told to stop.
 * @param {number} browserPid
 * @returns {() => BrowserMemory} stops it, and returns the most that each held
 */
export function watchMemory(browserPid) {
  const none = { residentMb: 0, privateMb: 0 };
  /** @type {BrowserMemory} */
  const peaks = { tab: none, gpu: none };
  const look = () => {
    for (const { pid, kind } of processesOf(browserPid)) {
      const held = heldBy(pid);
      if (held) peaks[kind] = largest(peaks[kind], held);
    }
  };
  const timer = setInterval(look, intervalMs);
  return () => {
    clearInterval(timer);
    look();
    return peaks;
  };
}

/** @param {Held} a @param {Held} b @returns {Held} */
function largest(a, b) {
  return { residentMb: Math.max(a.residentMb, b.residentMb), privateMb: Math.max(a.privateMb, b.privateMb) };
}

/**
 * The processes below a browser that draw pages.
 * @param {number} browserPid
 */
function processesOf(browserPid) {
  const parents = new Map(allPids().flatMap((pid) => [[pid, parentOf(pid)]]));
  const isBelow = (/** @type {number} */ pid) => {
    for (let at = parents.get(pid); at; at = parents.get(at)) if (at === browserPid) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow).flatMap((pid) => {
    const kind = kindOf(pid);
    return kind ? [{ pid, kind }] : [];
  });
}

function allPids() {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

/** @param {number} pid */
function parentOf(pid) {
  const stat = read(pid, "stat");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/** @param {number} pid @returns {"tab" | "gpu" | null} */
function kindOf(pid) {
  const type = /--type=([a-z-]+)/.exec(read(pid, "cmdline"))?.[1];
  return type === "renderer" ? "tab" : type === "gpu-process" ? "gpu" : null;
}

/** @param {number} pid @returns {Held | null} */
function heldBy(pid) {
  const status = read(pid, "status");
  const megabytes = (/** @type {string} */ field) =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  if (status === "") return null;
  return { residentMb: megabytes("VmRSS"), privateMb: megabytes("RssAnon") + megabytes("RssShmem") };
}

/** Nothing of a process that has ended meanwhile. @param {number} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
