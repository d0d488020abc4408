import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { migrationsIn } from "../../local-migrations.mjs";
import { childOf } from "./usage.mjs";

/** The bindings of rooms.ts, and their classes: a kind of room is named by its binding. */
const classes = [
  ["Echo", "Echo"],
  ["Insert", "Insert"],
  ["InsertOnce", "InsertOnce"],
  ["InsertWhole", "InsertWhole"],
  ["AwaitD1", "AwaitD1"],
  ["ChatRoom", "ChatRoom"],
  ["COPY_MONITOR", "CopyMonitor"],
  ["INBOX", "Inbox"],
];

/** The window in which messages are counted for the limit of 60: so short that nobody meets it. */
const liftedWindowMs = 1;

/**
 * Serves the rooms in workerd, without the development proxy, with their state in a folder.
 * @param {string} folder
 * @returns {Promise<import("./bench.mjs").Server>}
 */
export async function startWorkerd(folder) {
  const migrations = readMigrations();
  const server = new Miniflare({
    modules: [{ type: "ESModule", path: "rooms.mjs", contents: await bundle() }],
    compatibilityDate: "2026-04-24",
    compatibilityFlags: ["nodejs_compat"],
    durableObjects: Object.fromEntries(classes.map(([name, className]) => [name, { className, useSQLite: true }])),
    durableObjectsPersist: join(folder, "rooms"),
    d1Databases: ["DB"],
    d1Persist: join(folder, "d1"),
    cf: false,
    handleRuntimeStdio: (
      /** @type {import("node:stream").Readable} */ out,
      /** @type {import("node:stream").Readable} */ errors,
    ) => {
      out.resume(); // a line for each person who enters a room
      errors.pipe(process.stderr);
    },
  });
  const origin = (await server.ready).href.replace("http", "ws");
  const database = await server.getD1Database("DB");
  for (const statement of migrations) await database.prepare(statement).run();
  await database.prepare("CREATE TABLE bench_messages (id INTEGER PRIMARY KEY, content TEXT NOT NULL)").run();
  return {
    pid: childOf(process.pid, "workerd"),
    addressesOf: (room, count) => addressesOf(room, count, { origin, database }),
    stop: () => server.dispose(),
  };
}

/**
 * A closed loop sends more than 60 messages a minute, and more frames than a socket's budget.
 * @type {{ file: RegExp, limits: Record<string, string> }[]}
 */
const lifts = [
  {
    file: /chat-room\/room\/send-message\.ts$/,
    limits: { "const rateWindowMs = 60_000;": `const rateWindowMs = ${liftedWindowMs};` },
  },
  {
    file: /chat-room\/room\/frame-budgets\.ts$/,
    limits: {
      "chat_message: { burst: 180, intervalMs: 333 },": "chat_message: { burst: 1_000_000, intervalMs: 0.001 },",
      "read_receipt: { burst: 120, intervalMs: 500 },": "read_receipt: { burst: 1_000_000, intervalMs: 0.001 },",
    },
  },
];

/** The worker as it is deployed, but for these limits. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: ["scripts/chat/bench/rooms.ts"],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:*", "node:*"],
    plugins: [
      {
        name: "lift-limits",
        setup: (builder) => {
          for (const { file, limits } of lifts) builder.onLoad({ filter: file }, (loaded) => replaceIn(loaded, limits));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * @param {{ path: string }} file
 * @param {Record<string, string>} limits what stands in the place of each
 */
function replaceIn({ path }, limits) {
  let source = readFileSync(path, "utf8");
  for (const [limit, lifted] of Object.entries(limits)) {
    if (!source.includes(limit)) throw new Error(`${path} lacks "${limit}": say here how its limit is lifted.`);
    source = source.replace(limit, lifted);
  }
  return { contents: source, loader: /** @type {const} */ ("ts") };
}

function readMigrations() {
  const folder = "db/migrations";
  return migrationsIn(folder)
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("--> statement-breakpoint"))
    .filter((statement) => statement.trim() !== "");
}

/**
 * New rooms of two people each who are connected, as the copy to D1 needs them.
 * @param {string} room
 * @param {number} count
 * @param {{ origin: string, database: Awaited<ReturnType<Miniflare["getD1Database"]>> }} of
 * @returns {Promise<[string, string][]>}
 */
async function addressesOf(room, count, { origin, database }) {
  const made = Array.from({ length: count }, () => [uuidv7(), uuidv7(), uuidv7()]);
  const people = `INSERT INTO users (id, email, display_name, password_hash, created_at)
    SELECT value ->> 1, value ->> 1, 'A Name', 'none', 0 FROM json_each(?1)
    UNION ALL SELECT value ->> 2, value ->> 2, 'A Name', 'none', 0 FROM json_each(?1)`;
  const connections = `INSERT INTO connections (id, asker_id, author_id, status, created_at, updated_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, 'accepted', 0, 0 FROM json_each(?1)`;
  await database.batch([people, connections].map((query) => database.prepare(query).bind(JSON.stringify(made))));
  return made.map(([connection, user, other]) => {
    const entry = { connection, session: uuidv7(), expires: Date.now() + 3_600_000 };
    const addressOf = (/** @type {unknown} */ me, /** @type {unknown} */ them) =>
      `${origin}${room}?${new URLSearchParams(Object.entries({ ...entry, user: me, other: them }).map(([k, v]) => [k, String(v)]))}`;
    return [addressOf(user, other), addressOf(other, user)];
  });
}
