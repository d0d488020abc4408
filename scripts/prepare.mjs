/** What must be there before the app can run: dependencies, secrets, models, a build, a migrated database. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { localConfigPath, writeLocalConfig } from "./local-config.mjs";
import { run, runTool } from "./run.mjs";

/** Where local data lives: D1, R2 and the rooms. */
export const stateDirectory = process.env.STATE_DIR || ".state";

/** @param {string} sentence */
function say(sentence) {
  console.log(`  ${sentence}`);
}

/** Installs what the lock file says, when it is newer than what is there. */
export async function install() {
  const installed = "node_modules/.package-lock.json";
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs) return;
  say("Installing dependencies …");
  await run("npm", ["ci", "--no-audit", "--no-fund"]);
}

/** Makes random secrets for this machine. */
export function makeSecrets() {
  if (existsSync(".dev.vars")) return;
  const secret = randomBytes(48).toString("base64");
  const example = readFileSync(".dev.vars.example", "utf8");
  writeFileSync(".dev.vars", example.replace('JWT_SECRET=""', `JWT_SECRET="${secret}"`), { mode: 0o600 });
  say("Made .dev.vars with a random secret.");
}

/** Converts the weights of the face finder from the npm packages that ship them. */
export async function buildModels() {
  await run("node", ["scripts/models/build.mjs"]);
}

const sources = ["app", "db", "workers", "public", "package-lock.json", "vite.config.ts", "tsconfig.json"];
const stamp = "build/.sources";

/** Builds the Remix app, when its sources changed. */
export async function buildApp() {
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  say("Building the app …");
  await runTool("remix", ["vite:build"]);
  writeFileSync(stamp, now);
}

/** Names, sizes and times of all sources as one hash. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const source of sources) {
    const files = statSync(source).isDirectory() ? filesIn(source) : [source];
    for (const file of files) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}

/** What tools leave in folders with a dot (a dry run of a deployment, local state) is no source. @param {string} directory */
function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(^|\/)\./.test(relative(directory, join(entry.parentPath, entry.name))))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Applies the migrations that the local database lacks. */
export async function migrate() {
  writeLocalConfig();
  mkdirSync(stateDirectory, { recursive: true });
  const target = ["--local", "-c", localConfigPath, "--persist-to", stateDirectory];
  await runTool("wrangler", ["d1", "migrations", "apply", "heartfelt-db", ...target], { env: { CI: "true" } });
}

/** All of it, in order. */
export async function prepare() {
  await install();
  makeSecrets();
  await buildModels();
  await buildApp();
  await migrate();
}
