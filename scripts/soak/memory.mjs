/** Measures workerd's memory after a garbage collection: V8 leaves garbage while memory is there, which looks like a leak. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import WebSocket from "ws";
import { memoryOf, pidsOfGroup } from "../chat/bench/usage.mjs";

/** Milliseconds for one worker to collect: it does so when it is next asked something. */
const collectTimeoutMs = 10_000;

/** The prefix of the app's own workers' names; the others stand for Cloudflare's services. */
export const ofApp = "core:user:";

const megabyte = 1024 * 1024;

/**
 * @typedef {{ name: string, webSocketDebuggerUrl: string }} Inspected
 * @typedef {{ held: number, live: Map<string, number> }} Memory megabytes: of the process, and alive in each worker's heap
 */

/**
 * Collects the garbage of all workers of the app, and says what is left.
 * @param {number} group the process group that serves it
 * @returns {Promise<Memory>} `live` without the workers that were asked nothing meanwhile
 */
export async function collectGarbage(group) {
  const { pid, workers } = await findInspected(group);
  /** @type {Memory["live"]} */
  const live = new Map();
  const collect = async (/** @type {Inspected} */ worker) => {
    const size = await collectIn(worker);
    if (size !== null) live.set(worker.name, size);
  };
  await Promise.all(workers.map(collect));
  return { held: memoryOf(pid) / 1024, live };
}

/**
 * The process of a group whose workers can be inspected: another one is only the proxy before it.
 * @param {number} group
 * @returns {Promise<{ pid: number, workers: Inspected[] }>}
 */
async function findInspected(group) {
  for (const pid of pidsOfGroup(group, "workerd")) {
    for (const port of portsOf(pid)) {
      const list = await fetch(`http://127.0.0.1:${port}/json`, { signal: AbortSignal.timeout(collectTimeoutMs) })
        .then((answer) => answer.json())
        .catch(() => null);
      if (!Array.isArray(list)) continue;
      const workers = list.map(({ id, webSocketDebuggerUrl }) => ({ name: String(id), webSocketDebuggerUrl }));
      if (workers.some(({ name }) => name.startsWith(ofApp))) return { pid, workers };
    }
  }
  throw new Error("No workerd of the served app can be inspected.");
}

/** The ports of this machine on which a process listens. @param {number} pid */
function portsOf(pid) {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      } catch {
        return undefined; // it was closed while we looked
      }
    }),
  );
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  return lines.flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === "0A" && sockets.has(inode) ? [parseInt(local.split(":")[1] ?? "", 16)] : [];
  });
}

/**
 * Collects the garbage of one worker. Gives the megabytes that are alive, or null when it did not come to it in time.
 * @param {Inspected} worker
 * @returns {Promise<number | null>}
 */
function collectIn({ webSocketDebuggerUrl }) {
  return new Promise((resolve) => {
    const line = new WebSocket(webSocketDebuggerUrl);
    const end = (/** @type {number | null} */ live) => {
      clearTimeout(timer);
      line.terminate();
      resolve(live);
    };
    const timer = setTimeout(() => end(null), collectTimeoutMs);
    line.once("error", () => end(null));
    line.once("open", () => {
      line.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
      line.send(JSON.stringify({ id: 2, method: "Runtime.getHeapUsage" }));
    });
    line.on("message", (data) => {
      const { id, result } = JSON.parse(String(data));
      if (id === 2) end((result.usedSize + result.backingStorageSize) / megabyte);
    });
  });
}
