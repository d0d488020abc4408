/**
 * `npm run soak:http -- [--seconds 600] [--people 8]`: mixed traffic over HTTP. Ends with 1 when an answer was not one that
 * people may get, when the server's memory grew, or when rows and R2 do not agree afterwards. Needs Linux, for /proc.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { memoryOfGroup } from "../chat/bench/usage.mjs";
import { localConfigPath, writeLocalConfig } from "../local-config.mjs";
import { buildApp, buildModels, makeSecrets } from "../prepare.mjs";
import { runTool } from "../run.mjs";
import { freePort, serve } from "../serve.mjs";
import { compareState } from "./state.mjs";
import { act, signUp } from "./visitors.mjs";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "600" }, people: { type: "string", default: "8" } },
});
const [seconds, atOnce] = [Number(values.seconds), Number(values.people)];

/** Share of the time that warms up, and kilobytes by which memory may be more at the end than after it. */
const warmUp = 0.25;
const mayGrow = 128 * 1024;

makeSecrets();
writeLocalConfig();
await buildModels();
await buildApp();

const state = mkdtempSync(join(tmpdir(), "heartfelt-soak-"));
const local = ["--local", "-c", localConfigPath, "--persist-to", state];
await runTool("wrangler", ["d1", "migrations", "apply", "heartfelt-db", ...local], { env: { CI: "true" } });
const app = await serve({ port: await freePort(), stateDirectory: state });

/** @type {import("./visitors.mjs").Town} */
const town = { url: app.url, people: [], feed: [], connections: [], times: new Map(), faults: [], made: 0, kept: 0 };
for (let made = 0; made < atOnce; made++) await signUp(town);
const started = Date.now();
const isOver = () => Date.now() - started > seconds * 1_000;
const loops = Array.from({ length: atOnce }, async () => {
  while (!isOver()) await act(town);
});
await pause(seconds * warmUp * 1_000);
const warm = memoryOfGroup(app.group, "workerd");
await Promise.all(loops);
const end = memoryOfGroup(app.group, "workerd");

const swept = await fetch(`${app.url}/__scheduled`);
await app.stop();
const held = await compareState(state);
rmSync(state, { recursive: true, force: true });

for (const [kind, times] of town.times) console.log(lineOf(kind, times));
const total = [...town.times.values()].reduce((sum, { length }) => sum + length, 0);
console.log(`${total} answers in ${seconds} s, ${town.faults.length} faults; the sweep answered ${swept.status}`);
for (const fault of town.faults.slice(0, 10)) console.log(`  ${fault}`);
console.log(`workerd: ${megabytes(warm)} MB after ${seconds * warmUp} s, ${megabytes(end)} MB at the end`);
console.log(
  `${held.stories} stories (${town.kept} expected), ${held.photos} photos, ${held.objects} objects; ${held.missing} without their file, ${held.orphans} files without a row`,
);
const isWhole =
  town.faults.length === 0 &&
  swept.ok &&
  end - warm <= mayGrow &&
  held.stories === town.kept &&
  held.missing + held.orphans === 0;
process.exit(isWhole ? 0 : 1);

/** @param {string} kind @param {number[]} times */
function lineOf(kind, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return `${kind.padEnd(12)} ${String(times.length).padStart(6)} x  p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

/** @param {number} kilobytes */
function megabytes(kilobytes) {
  return Math.round(kilobytes / 1024);
}
