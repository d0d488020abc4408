/**
 * `npm run bench:chat -- [--rooms 1,10,100,500] [--rounds 3] [--seconds 3] [--where memory,disk] [--receipts] [--kinds b+,e]`:
 * what a durable room costs. Rooms of two in a closed loop: the next message leaves when the other has the last; with
 * `--receipts` who has it says first that it was read. All kinds of rooms take turns in one run; a figure is the median of
 * its rounds.
 */
import { fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { run } from "../../run.mjs";
import { openSocket, openSocketIo } from "./peers.mjs";
import { cpuOf, memoryOf, untilAtRest } from "./usage.mjs";
import { startWorkerd } from "./workerd-server.mjs";

/**
 * @typedef {{ pid: number, addressesOf: (room: string, count: number) => Promise<[string, string][]>, stop: () => Promise<void> | void }} Server
 * @typedef {{ rate: number, p50: number, p99: number, cpu: number, frames: number }} Figures messages a second, milliseconds,
 *   microseconds a message, frames in both directions a message
 */

const { values } = parseArgs({
  options: {
    rooms: { type: "string", default: "1,10,100,500" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    where: { type: "string", default: "memory,disk" },
    receipts: { type: "boolean", default: false },
    kinds: { type: "string", default: "a,b,b+,b=,c,d,e" },
  },
});
const roomCounts = values.rooms.split(",").map(Number);
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];

/** Dependencies of the bench alone, kept out of the app's. */
const socketIo = {
  folder: resolve(".tmp/bench-chat"),
  packages: ["socket.io@4.8.4", "socket.io-client@4.8.4", "better-sqlite3@12.11.1"],
};

/**
 * Milliseconds before counting: every room has spoken, the code is warm, and the inboxes that were made for new people exist,
 * of which a hundred rooms make two hundred.
 */
const warmUp = 6_000;

/** A message of 120 bytes. */
const message = "m".repeat(120);

const allKinds = [
  { name: "(a) echo", room: "Echo", language: /** @type {const} */ ("text") },
  { name: "(b) one insert", room: "Insert", language: /** @type {const} */ ("text") },
  { name: "(b+) insert once, acknowledged", room: "InsertOnce", language: /** @type {const} */ ("frames") },
  { name: "(b=) the same in the contract's words", room: "InsertWhole", language: /** @type {const} */ ("frames") },
  { name: "(c) awaits D1", room: "AwaitD1", language: /** @type {const} */ ("text") },
  { name: "(d) Socket.IO, better-sqlite3", room: "socket.io", language: /** @type {const} */ ("text") },
  { name: "(e) Heartfelt", room: "ChatRoom", language: /** @type {const} */ ("frames") },
];
const [leastRoom, awaitD1, ours] = ["b+", "c", "e"].map((letter) => nameOf(letter));
const chosen = values.kinds.split(",").map(nameOf);
/** Receipts are frames: rooms that pass on bare text have none. */
const kinds = allKinds.filter(
  ({ name, language }) => chosen.includes(name) && (!values.receipts || language === "frames"),
);

const hasSocketIo = kinds.some(({ room }) => room === "socket.io") && (await installSocketIo());
const places = { memory: "/dev/shm", disk: tmpdir() };
for (const where of /** @type {(keyof typeof places)[]} */ (values.where.split(","))) {
  console.log(`\n${where === "memory" ? "In a memory file system" : "On disk"}`);
  for (const count of roomCounts) await compare(places[where], where, count);
  if (where === "memory" && !values.receipts) await compareMemory(places[where]);
}

/** @param {string} letter "b+" of "(b+) insert once, acknowledged" */
function nameOf(letter) {
  return allKinds.find(({ name }) => name.startsWith(`(${letter})`))?.name ?? "";
}

/**
 * All kinds with so many rooms, one after the other, round by round.
 * @param {string} place
 * @param {keyof typeof places} where
 * @param {number} count
 */
async function compare(place, where, count) {
  const folder = mkdtempSync(join(place, "heartfelt-bench-"));
  const servers = await startServers(folder);
  /** @type {Record<string, Figures[]>} */
  const measured = {};
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      const server = serverOf(servers, kind.room);
      if (server) (measured[kind.name] ??= []).push(await measure(server, kind, count));
    }
  }
  for (const server of Object.values(servers)) await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  const rows = Object.fromEntries(Object.entries(measured).map(([name, all]) => [name, medianOf(all)]));
  console.log(`${count} ${count === 1 ? "room" : "rooms"}`);
  console.table(rows);
  for (const line of goalsOf(rows, where)) console.log(line);
}

/** @param {string} folder */
async function startServers(folder) {
  const workerd = await startWorkerd(folder);
  return { workerd, socketIo: hasSocketIo ? await startSocketIo(folder) : null };
}

/** @param {Awaited<ReturnType<typeof startServers>>} servers @param {string} room */
function serverOf(servers, room) {
  return room === "socket.io" ? servers.socketIo : servers.workerd;
}

/** @param {typeof kinds[number]} kind @param {string} address */
function openPeer({ room, language }, address) {
  const { receipts } = values;
  return room === "socket.io" ? openSocketIo(address, socketIo.folder) : openSocket(address, { language, receipts });
}

/**
 * @param {Server} server
 * @param {typeof kinds[number]} kind
 * @param {number} count
 * @returns {Promise<Figures>}
 */
async function measure(server, kind, count) {
  const pairs = await openPairs(server, kind, count);
  const loops = pairs.map(closedLoop);
  await pause(warmUp);
  for (const loop of loops) loop.times.length = 0;
  const framesBefore = framesOf(pairs);
  const [cpuBefore, start] = [cpuOf(server.pid), performance.now()];
  await pause(seconds * 1_000);
  const times = loops.flatMap((loop) => loop.times);
  const frames = framesOf(pairs) - framesBefore;
  const [cpu, elapsed] = [cpuOf(server.pid) - cpuBefore, performance.now() - start];
  for (const loop of loops) loop.stop();
  await pause(200);
  for (const peer of pairs.flat()) peer.close();
  await untilAtRest(server.pid);
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Number((times[Math.floor(times.length * share)] ?? NaN).toFixed(2));
  return {
    rate: Math.round((times.length / elapsed) * 1_000),
    p50: at(0.5),
    p99: at(0.99),
    cpu: Math.round((cpu / times.length) * 1_000),
    frames: Number((frames / times.length).toFixed(2)),
  };
}

/** @param {Server} server @param {typeof kinds[number]} kind @param {number} count */
async function openPairs(server, kind, count) {
  /** @type {import("./peers.mjs").Peer[][]} */
  const pairs = [];
  for (const addresses of await server.addressesOf(kind.room, count)) {
    pairs.push(await Promise.all(addresses.map((address) => openPeer(kind, address))));
  }
  return pairs;
}

/** The frames that peers sent and got. @param {import("./peers.mjs").Peer[][]} pairs */
function framesOf(pairs) {
  return pairs.flat().reduce((sum, peer) => sum + peer.frames(), 0);
}

/** Two people who answer each other at once. @param {import("./peers.mjs").Peer[]} pair */
function closedLoop(pair) {
  /** @type {number[]} */
  const times = [];
  let [isGoing, sentAt] = [true, performance.now()];
  const say = (/** @type {import("./peers.mjs").Peer} */ peer) => {
    sentAt = performance.now();
    peer.send(message);
  };
  for (const peer of pair) {
    peer.onText(() => {
      times.push(performance.now() - sentAt);
      if (isGoing) say(peer);
    });
  }
  say(/** @type {import("./peers.mjs").Peer} */ (pair[0]));
  return { times, stop: () => (isGoing = false) };
}

/** Each figure's median. @param {Figures[]} all @returns {Figures} */
function medianOf(all) {
  const middle = (/** @type {keyof Figures} */ name) =>
    all.map((figures) => figures[name]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
  return { rate: middle("rate"), p50: middle("p50"), p99: middle("p99"), cpu: middle("cpu"), frames: middle("frames") };
}

/**
 * The goals for our rooms: what keeps exactly-once costs no more than the least that does, and well less than awaiting D1.
 * @param {Record<string, Figures>} rows
 * @param {keyof typeof places} where
 */
function goalsOf(rows, where) {
  const [least, common, own] = [rows[leastRoom ?? ""], rows[awaitD1 ?? ""], rows[ours ?? ""]];
  if (!least || !own) return [];
  /** @type {[string, number, "at least" | "at most", number][]} */
  const goals = [
    ["throughput of (b+)", own.rate / least.rate, "at least", 0.95],
    ["p99 of (b+)", own.p99 / least.p99, "at most", 1.15],
    ["CPU of (b+)", own.cpu / least.cpu, "at most", 1.15],
  ];
  if (common) goals.push(["throughput of (c)", own.rate / common.rate, "at least", where === "memory" ? 3 : 1.5]);
  return goals.map(([what, ratio, bound, goal]) => {
    const isMet = bound === "at least" ? ratio >= goal : ratio <= goal;
    return `  ${isMet ? "met   " : "missed"} ${ratio.toFixed(2)} x the ${what}, goal ${bound} ${goal}`;
  });
}

/** Memory of 1,000 sockets that say nothing, in 500 rooms. @param {string} place */
async function compareMemory(place) {
  /** @type {Record<string, { megabytes: number }>} */
  const rows = {};
  for (const kind of kinds) {
    const folder = mkdtempSync(join(place, "heartfelt-bench-"));
    const servers = await startServers(folder);
    const server = serverOf(servers, kind.room);
    if (server) {
      const before = memoryOf(server.pid);
      const pairs = await openPairs(server, kind, 500);
      await pause(2_000);
      rows[kind.name] = { megabytes: Number(((memoryOf(server.pid) - before) / 1_024).toFixed(1)) };
      for (const peer of pairs.flat()) peer.close();
    }
    for (const each of Object.values(servers)) await each?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log("Memory of 1,000 idle sockets");
  console.table(rows);
}

/** Whether (d) can be run: better-sqlite3 is compiled where no binary of it can be had. */
async function installSocketIo() {
  if (existsSync(join(socketIo.folder, "node_modules/better-sqlite3/build/Release"))) return true;
  console.log("Installing Socket.IO and better-sqlite3 for (d), about a minute …");
  mkdirSync(socketIo.folder, { recursive: true });
  const parameters = ["install", "--prefix", socketIo.folder, "--no-save", "--ignore-scripts=false"];
  try {
    await run("npm", [...parameters, ...socketIo.packages]);
    return true;
  } catch (error) {
    console.log(`(d) is left out: ${error instanceof Error ? error.message.split("\n").at(-2) : error}`);
    return false;
  }
}

/** @param {string} folder @returns {Promise<Server>} */
async function startSocketIo(folder) {
  const child = fork("scripts/chat/bench/socket-io-server.mjs", [folder, socketIo.folder]);
  const port = await new Promise((resolve) => child.once("message", (/** @type {any} */ said) => resolve(said.port)));
  const addressOf = (/** @type {number} */ room) => `http://127.0.0.1:${port}?room=${room}`;
  let made = 0;
  return {
    pid: child.pid ?? 0,
    addressesOf: async (_room, count) =>
      Array.from({ length: count }, () => {
        const address = addressOf((made += 1));
        return [address, address];
      }),
    stop: () => void child.kill(),
  };
}
