/** Prepares the app's run: dependencies, secrets, models, a build, a migrated database. */
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localConfigPath } from "./local-config.mjs";
import { applyMigrations, migrationsIn } from "./local-migrations.mjs";
import { run, runTool } from "./run.mjs";
import { makeVapidKeys } from "./vapid-keys.mjs";
import { bundleWorkers, fingerprint, isStamped, lastChange } from "./workers.mjs";

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

/** The secrets of heartfelt-api, beside its configuration. */
const pushSecrets = "workers/chat-room/.dev.vars";

/** Makes random secrets for this machine, and the keys by which push services know it. */
export function makeSecrets() {
  if (!existsSync(pushSecrets)) {
    const vars = { ...makeVapidKeys(), VAPID_SUBJECT: "mailto:heartfelt@localhost.example" };
    const lines = Object.entries(vars).map(([name, value]) => `${name}="${value}"\n`);
    writeFileSync(pushSecrets, lines.join(""), { mode: 0o600 });
  }
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

/** Adds the stronger weights, fetched once into the state folder; says in one line when that cannot be. */
export async function fetchModels() {
  const said = await run("node", ["scripts/models/fetch-yunet.mjs", stateDirectory]);
  if (said) say(said.trim());
}

const sources = [
  ...["app", "db", "workers", "public", "scripts/emoji-data.ts", "scripts/without-unused.ts"],
  ...["package-lock.json", "vite.config.ts", "tsconfig.json"],
];
const stamp = "build/.sources";
/** The last file that a build writes. */
const built = "build/server/index.js";

/** Builds the Remix app and bundles the workers, when their sources changed. */
export async function buildApp() {
  const now = fingerprint(sources);
  const isCurrent = isStamped(stamp, now);
  // A build by hand (`remix vite:build`) leaves no stamp, but is newer than its sources.
  const isNewer = existsSync(built) && statSync(built).mtimeMs > lastChange(sources);
  if (!isCurrent && !isNewer) {
    say("Building the app …");
    // A test runner that builds is in an environment of its own, for which React's development build would be taken.
    await runTool("remix", ["vite:build"], { env: { NODE_ENV: "production" } });
  }
  if (!isCurrent) writeFileSync(stamp, now);
  await bundleWorkers();
}

/**
 * Where a local state notes which migrations its databases have, a line for each: whoever removes or restores them takes the
 * note along.
 */
const migratedNote = "v3/d1/migrated";

/** The migrations of the databases beside the main one, by their kind. */
export const otherMigrations = { MESSAGES_DB: "db/messages-migrations", STORIES_DB: "db/stories-migrations" };

/**
 * Applies the migrations that the local databases lack. A new main one is a copy of one that is made once, as each start of a
 * runtime takes a second of a core.
 * @param {string} [folder] of the local state
 * @param {string} [config] that names its databases
 */
export async function migrate(folder = stateDirectory, config = localConfigPath) {
  const { otherDatabasesOf } = await import("./local-databases.mjs"); // which needs dependencies
  const others = await otherDatabasesOf(config);
  if (!existsSync(join(folder, "v3"))) {
    const copied = join(folder, "migrating");
    rmSync(copied, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(join(await migratedState(), "v3"), copied, { recursive: true });
    renameSync(copied, join(folder, "v3"));
  }
  await applyLacking(folder, config, [
    mainDatabase(),
    ...others.map(({ binding, id, kind }) => ({
      ...{ binding, migrations: otherMigrations[kind] },
      line: `${binding} ${id} ${migrationsHash(otherMigrations[kind])}`,
    })),
  ]);
}

const mainDatabase = () => ({
  ...{ binding: "DB", migrations: "db/migrations" },
  line: migrationsHash("db/migrations"),
});

/** Returns the folder of an empty state whose main database has all migrations. */
async function migratedState() {
  const main = mainDatabase();
  const state = join(".tmp/migrated", main.line);
  if (existsSync(state)) return state;
  const draft = `${state}-${process.pid}`;
  await applyLacking(draft, localConfigPath, [main]);
  // Another process may have been first.
  if (existsSync(state)) rmSync(draft, { recursive: true });
  else renameSync(draft, state);
  return state;
}

/** @param {string} folder @param {string} config @param {readonly { binding: string, migrations: string, line: string }[]} databases `migrations`: their folder; `line`: of the note */
async function applyLacking(folder, config, databases) {
  const note = join(folder, migratedNote);
  const noted = existsSync(note) ? readFileSync(note, "utf8").split("\n") : [];
  const lacking = databases.filter(({ line }) => !noted.includes(line));
  if (lacking.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const { openState } = await import("./backups/local-state.mjs"); // which needs dependencies
  const state = await openState(folder, config);
  try {
    for (const { binding, migrations } of lacking) await applyMigrations(state, binding, migrations);
  } finally {
    await state.close();
  }
  writeFileSync(note, databases.map(({ line }) => line).join("\n"));
}

/** @param {string} folder */
function migrationsHash(folder) {
  const hash = createHash("sha256");
  for (const name of migrationsIn(folder)) {
    hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex");
}

/**
 * The steps of it, in order, each with what to do when it fails.
 * @type {readonly { run: () => Promise<void> | void, advice: string }[]}
 */
export const steps = [
  {
    run: install,
    advice: "The dependencies could not be installed: check the network and that Node is 20.19 or newer",
  },
  { run: makeSecrets, advice: "The file .dev.vars could not be made: let this folder be written to" },
  { run: buildModels, advice: "The face finder's models could not be built: run npm ci" },
  { run: fetchModels, advice: "YuNet's weights could not be added: OFFLINE=1 npm start goes without them" },
  {
    run: buildApp,
    advice: "The app could not be built: see its errors with VERBOSE=1, or run npm ci if dependencies are missing",
  },
  {
    run: () => migrate(),
    advice: "The local database could not be migrated: npm run db:reset makes a new one, and forgets all local data",
  },
];

/** All of it, in order. */
export async function prepare() {
  for (const { run } of steps) await run();
}
