/**
 * `npm run bench:inbox -- [--rooms 100] [--messages 20] [--sockets 1000] [--seconds 60]`: how soon the badge of somebody who
 * is elsewhere counts a message, while people talk in all rooms; then how many statements D1 runs while inboxes are open
 * and nothing happens. Ends with 1 when a badge left a message out or counted one twice, or when idle inboxes cost statements.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeRooms } from "../chat/people.mjs";
import { migrate } from "../prepare.mjs";
import { freePort, serve } from "../serve.mjs";
import { StatementCounter } from "./statements.mjs";
import { openTab } from "./tab.mjs";
import { Talk } from "./talk.mjs";

const { values } = parseArgs({
  options: {
    rooms: { type: "string", default: "100" },
    messages: { type: "string", default: "20" },
    sockets: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
  },
});
const [roomCount, messages] = [Number(values.rooms), Number(values.messages)];
const [sockets, seconds] = [Number(values.sockets), Number(values.seconds)];

/** Of one inbox, as `maxInboxSockets` of `app/contract/inbox` allows. */
const socketsPerPerson = 20;
if (sockets > roomCount * socketsPerPerson) {
  console.error(
    `${roomCount} people may have ${roomCount * socketsPerPerson} sockets: ask for fewer, or for more rooms.`,
  );
  process.exit(2);
}

/** Milliseconds for all badges to come, and without a statement, after which the app is at rest. */
const badgesWithin = 30_000;
const restMs = 10_000;

/** Sockets that are opened at the same time. */
const atOnce = 8;

const state = mkdtempSync(join(tmpdir(), "heartfelt-inbox-"));
await migrate(state);
const app = await serve({ port: await freePort(), stateDirectory: state });
const rooms = await makeRooms(app.url, roomCount);
const talks = await measureBadges();
const idle = await measureIdle();
await app.stop();
rmSync(state, { recursive: true, force: true });

const badge = figuresOf(talks);
console.log(
  `${roomCount} rooms, ${badge.acknowledged} messages acknowledged, ${badge.frames} badges with something new`,
);
console.table({ "acknowledgement to badge, s": badge.seconds });
console.log(`lost ${badge.lost}, doubled ${badge.doubled}`);
console.log(`${idle.open} idle sockets for ${seconds} s: ${idle.statements.length} statements of D1`);
for (const sql of idle.statements.slice(0, 5)) console.log(`  ${sql.replace(/\s+/g, " ").slice(0, 120)}`);
const isWell = badge.lost + badge.doubled + idle.statements.length === 0 && idle.open === sockets;
process.exit(isWell ? 0 : 1);

/** People talk in all rooms at once; their readers have nothing open but the inbox. */
async function measureBadges() {
  const opened = rooms.map((room) => new Talk(app.url, room));
  await inTurns(opened, (talk) => talk.open());
  await Promise.all(opened.map((talk) => talk.speak(messages)));
  const deadline = Date.now() + badgesWithin;
  while (!opened.every((talk) => talk.isCounted()) && Date.now() < deadline) await pause(100);
  // What is counted twice would come with the next badge.
  await pause(2_000);
  for (const talk of opened) talk.close();
  return opened;
}

/** Inboxes are open, their pages ping as pages do, and nothing happens. */
async function measureIdle() {
  const people = Array.from({ length: sockets }, (_, i) => rooms[i % roomCount]?.people[1]);
  /** @type {Awaited<ReturnType<typeof openTab>>[]} */
  const tabs = [];
  await inTurns(people, async (person) => person && void tabs.push(await openTab(app.url, person)));
  const counter = await StatementCounter.open(app);
  await counter.untilAtRest(restMs);
  await pause(seconds * 1_000);
  const statements = await counter.statements();
  const open = tabs.filter((tab) => tab.isOpen()).length;
  for (const tab of tabs) tab.close();
  counter.close();
  return { statements, open };
}

/**
 * Does something for each of many, a few at a time.
 * @template T
 * @param {readonly T[]} all
 * @param {(one: T) => Promise<unknown>} act
 */
async function inTurns(all, act) {
  const rest = all.values();
  const loop = async () => {
    for (const one of rest) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

/** @param {Talk[]} all */
function figuresOf(all) {
  const sorted = all.flatMap((talk) => talk.seconds()).sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Number((sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(2));
  const sum = (/** @type {(talk: Talk) => number} */ of) => all.reduce((total, talk) => total + of(talk), 0);
  return {
    seconds: { p50: at(0.5), p99: at(0.99), max: at(1) },
    acknowledged: sum(({ acknowledgedAt }) => acknowledgedAt.length),
    frames: sum(({ badges }) => badges),
    lost: sum((talk) => talk.lost()),
    doubled: sum(({ doubled }) => doubled),
  };
}
