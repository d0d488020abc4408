/**
 * `npm run soak:http -- [--seconds 600] [--people 8]`: mixed traffic over HTTP. Ends with 1 when an answer was not one that
 * people may get, when the server's memory grew, or when rows and R2 do not agree afterwards. Needs Linux, for /proc.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { migrate } from "../prepare.mjs";
import { freePort, serve } from "../serve.mjs";
import { collectGarbage, ofApp } from "./memory.mjs";
import { compareState } from "./state.mjs";
import { act, signUp } from "./visitors.mjs";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "600" }, people: { type: "string", default: "8" } },
});
const [seconds, atOnce] = [Number(values.seconds), Number(values.people)];

/** Share of the time that warms up, and megabytes by which memory may be more at the end than after it. */
const warmUp = 0.25;
const mayGrow = 64;

/** Milliseconds between two looks at memory, each of which collects the garbage first. */
const lookEvery = 15_000;

const state = mkdtempSync(join(tmpdir(), "heartfelt-soak-"));
await migrate(state);
const app = await serve({ port: await freePort(), stateDirectory: state });

/** @type {import("./visitors.mjs").Town} */
const town = { url: app.url, people: [], feed: [], connections: [], times: new Map(), faults: [], made: 0, kept: 0 };
for (let made = 0; made < atOnce; made++) await signUp(town);
const started = Date.now();
const isOver = () => Date.now() - started > seconds * 1_000;
const loops = Array.from({ length: atOnce }, async () => {
  while (!isOver()) await act(town);
});
const looks = await lookAtMemory();
await Promise.all(loops);

const swept = await app.sweep();
await app.stop();
const held = await compareState(state);
rmSync(state, { recursive: true, force: true });

for (const [kind, times] of town.times) console.log(lineOf(kind, times));
const total = [...town.times.values()].reduce((sum, { length }) => sum + length, 0);
console.log(`${total} answers in ${seconds} s, ${town.faults.length} faults; the sweep answered ${swept}`);
for (const fault of town.faults.slice(0, 10)) console.log(`  ${fault}`);
const [warm, end] = [looks[Math.floor(looks.length * warmUp)], looks.at(-1)];
for (const [kind, look] of Object.entries({ "after the warm-up": warm, "at the end": end })) {
  const heaps = [...(look?.live ?? [])].filter(([name]) => name.startsWith(ofApp));
  const lives = heaps.map(([name, live]) => `${live.toFixed(1)} MB alive in ${name.slice(ofApp.length)}`);
  console.log(`${kind}: workerd holds ${Math.round(look?.held ?? 0)} MB, ${lives.join(", ")}`);
}
console.log(
  `${held.stories} stories (${town.kept} expected), ${held.photos} photos, ${held.objects} objects; ${held.missing} without their file, ${held.orphans} files without a row`,
);
const isWhole =
  town.faults.length === 0 &&
  swept === "ok" &&
  warm !== undefined &&
  end !== undefined &&
  end.held - warm.held <= mayGrow &&
  held.stories === town.kept &&
  held.missing + held.orphans === 0;
process.exit(isWhole ? 0 : 1);

/** @param {string} kind @param {number[]} times */
function lineOf(kind, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return `${kind.padEnd(12)} ${String(times.length).padStart(6)} x  p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

/** Looks at memory now and then while people come and go. */
async function lookAtMemory() {
  const looks = [];
  while (!isOver()) {
    await pause(lookEvery);
    if (isOver()) break;
    const look = await collectGarbage(app.group);
    if (look.live.has(`${ofApp}heartfelt`)) looks.push(look); // else the app itself did not come to it
  }
  return looks;
}
