/**
 * `npm run soak:chat -- [--messages 100000] [--rooms 120] [--kills 20]`: people talk in many rooms while the app is killed
 * with SIGKILL and started again on the same state, until enough was acknowledged. Then everything is compared: what
 * each person was told, what the history says, and what D1 holds. Ends with 1 when anything was lost, doubled or apart.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { localConfigPath } from "../local-config.mjs";
import { migrate } from "../prepare.mjs";
import { runTool } from "../run.mjs";
import { freePort, serve } from "../serve.mjs";
import { makeRooms, readHistory } from "./people.mjs";
import { Talker } from "./talker.mjs";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    rooms: { type: "string", default: "120" },
    kills: { type: "string", default: "20" },
  },
});
const [wanted, roomCount, kills] = [Number(values.messages), Number(values.rooms), Number(values.kills)];

/** Milliseconds for everything to come to rest at the end, and for D1 to hold all of it. */
const restWithin = 120_000;

const state = mkdtempSync(join(tmpdir(), "heartfelt-soak-"));
const local = ["--local", "-c", localConfigPath, "--persist-to", state];
await migrate(state);

const port = await freePort();
const start = () => serve({ port, stateDirectory: state });
let app = await start();
const started = Date.now();
const rooms = await makeRooms(app.url, roomCount);
console.log(`${rooms.length} rooms, ${rooms.length * 2} people`);

const talkers = rooms.flatMap((room) => room.people.map((person) => new Talker(app.url, room, person)));
for (const talker of talkers) talker.start();
const acknowledged = () => talkers.reduce((sum, talker) => sum + talker.acknowledged.size, 0);

for (let killed = 1; killed <= kills; killed++) {
  // At any moment of the talk: each kill has its stretch of it, and comes somewhere in its later half.
  const due = ((killed - Math.random() / 2) / (kills + 1)) * wanted;
  while (acknowledged() < due) await pause(100);
  await app.kill();
  app = await start();
  console.log(`killed and started ${killed} times, ${acknowledged()} acknowledged, ${seconds()} s`);
}
while (acknowledged() < wanted) await pause(100);

for (const talker of talkers) talker.hush();
await until("everything to be acknowledged", () => talkers.every(({ waiting }) => waiting.size === 0));
await pause(2_000);
const histories = new Map();
for (const room of rooms) histories.set(room.id, await readHistory(app.url, room));
const total = [...histories.values()].reduce((sum, { length }) => sum + length, 0);
for (const talker of talkers) talker.leave();
const counts = { ...compareAll(), copied: await waitForCopy(total) };
await app.stop();
rmSync(state, { recursive: true, force: true });

const resends = talkers.reduce((sum, talker) => sum + talker.resends, 0);
console.log(
  `${acknowledged()} messages acknowledged, ${total} in the history, ${counts.copied} in D1; ${kills} kills, ${resends} resends, ${seconds()} s`,
);
console.log(
  `lost ${counts.lost}, doubled ${counts.doubled}, out of order ${counts.disordered}, missing to a reader ${counts.missing}, other faults ${counts.faults}, not in D1 ${total - counts.copied}`,
);
const isWhole =
  counts.lost + counts.doubled + counts.disordered + counts.missing + counts.faults === 0 && counts.copied === total;
process.exit(isWhole ? 0 : 1);

/** Compares the histories with the frames that each person received. */
function compareAll() {
  const found = { lost: 0, doubled: 0, disordered: 0, missing: 0, faults: 0 };
  for (const messages of histories.values()) {
    found.doubled += messages.length - new Set(messages.map((/** @type {any} */ { content }) => content)).size;
    found.disordered += messages.filter((/** @type {any} */ { seq }, /** @type {number} */ i) => seq !== i + 1).length;
  }
  for (const talker of talkers) {
    const messages = histories.get(talker.room.id);
    for (const [clientId, id] of talker.acknowledged) {
      const message = messages[Number(id.split(".")[1]) - 1];
      if (message?.id !== id || message.content !== `${clientId} says hello`) found.lost += 1;
    }
    for (const { seq, sender_id: sender, content } of messages) {
      if (sender !== talker.person.id && talker.taken.get(seq)?.content !== content) found.missing += 1;
    }
    found.faults += talker.faults.length;
    for (const fault of talker.faults.slice(0, 3)) console.log(`  ${talker.room.id}: ${fault}`);
  }
  return found;
}

/** Rooms copy to D1 when their people pause: how many messages it holds once that is over. @param {number} expected */
async function waitForCopy(expected) {
  const deadline = Date.now() + restWithin;
  for (;;) {
    const query = ["--json", "--command", "SELECT count(*) AS n FROM messages"];
    const printed = await runTool("wrangler", ["d1", "execute", "heartfelt-db", ...local, ...query]);
    const copied = JSON.parse(printed.slice(printed.indexOf("[")))[0].results[0].n;
    if (copied === expected || Date.now() > deadline) return copied;
    await pause(2_000);
  }
}

/** @param {string} what @param {() => boolean} holds */
async function until(what, holds) {
  const deadline = Date.now() + restWithin;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${restWithin / 1_000} s for ${what}.`);
    await pause(100);
  }
}

function seconds() {
  return Math.round((Date.now() - started) / 1_000);
}
