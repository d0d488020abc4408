/**
 * The built workers in workerd, on one port. Started by serve.mjs, and ends with it, whatever ends that.
 *
 * `wrangler dev` is not used: between a client and workerd it puts a proxy that keeps connections which workerd closes
 * after 5 s of rest. What is sent on such a connection is lost: a GET then hangs until the next request comes, and anything
 * else is answered 503 "Your worker restarted mid-request" (wrangler 4.86, templates/startDevWorker/ProxyWorker.ts).
 */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Log, LogLevel, Miniflare } from "miniflare";
import { workerOptionsOf } from "./worker-options.mjs";
import { workers } from "./workers.mjs";

const { values } = parseArgs({
  options: {
    ...{ port: { type: "string" }, state: { type: "string" }, app: { type: "string" }, vars: { type: "string" } },
    databases: { type: "string", multiple: true },
  },
});

/** The module type under which the runtime takes each kind of file beside a bundle. */
const moduleTypes = { js: "ESModule", wasm: "CompiledWasm", bin: "Data" };

/** @param {string} folder of a bundle; its script first, as Miniflare takes the first one for the entry */
function modulesIn(folder) {
  const root = resolve(folder);
  return readdirSync(root)
    .map((file) => ({ type: moduleTypes[/** @type {"js"} */ (file.split(".").at(-1))], path: join(root, file) }))
    .filter(({ type }) => type !== undefined)
    .sort((a, b) => Number(b.type === "ESModule") - Number(a.type === "ESModule"));
}

/** Settings of the app besides those of its config. @type {Record<string, string>} */
const vars = JSON.parse(values.vars ?? "{}");

/** Databases of the app besides those of its config, by the names of their bindings. */
const databases = Object.fromEntries((values.databases ?? []).map((name) => [name, { id: name }]));

/** @param {string} folder @param {string} name @param {string} config */
async function bundleIn(folder, name, config) {
  const root = resolve(folder);
  const workerOptions = await workerOptionsOf(config);
  return {
    ...workerOptions,
    bindings: { ...workerOptions.bindings, ...vars },
    d1Databases: { ...workerOptions.d1Databases, ...databases },
    name,
    rootPath: root,
    modulesRoot: root,
    modules: modulesIn(folder),
  };
}

const server = new Miniflare({
  host: "127.0.0.1",
  port: Number(values.port),
  inspectorPort: 0,
  cf: false,
  log: new Log(process.env.VERBOSE ? LogLevel.INFO : LogLevel.ERROR),
  defaultPersistRoot: resolve(values.state ?? ".state", "v3"),
  workers: await Promise.all(
    workers.map(({ name, localConfig, folder }, index) =>
      bundleIn((index === 0 && values.app) || folder, name, localConfig),
    ),
  ),
});

let isEnding = false;

async function end() {
  if (isEnding) return;
  isEnding = true;
  await server.dispose();
  process.exit(0);
}

process.on("SIGTERM", end);
process.once("disconnect", end);
process.on("message", async (/** @type {"sweep" | "inspector" | { sql: string[] }} */ message) => {
  if (message === "sweep") process.send?.({ swept: await sweep() });
  if (typeof message === "object") process.send?.({ ran: await run(message.sql) });
  if (message === "inspector") process.send?.({ inspector: `${await server.getInspectorURL()}core:user:heartfelt` });
});

async function sweep() {
  const worker = await server.getWorker("heartfelt");
  return (await worker.scheduled({ cron: "17 * * * *" })).outcome;
}

/** @param {string[]} statements @returns {Promise<string>} empty, or what was wrong with them */
async function run(statements) {
  const database = await server.getD1Database("DB", "heartfelt");
  return database.batch(statements.map((sql) => database.prepare(sql))).then(() => "", String);
}

try {
  await server.ready;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
