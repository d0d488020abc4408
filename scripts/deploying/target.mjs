/** Where a deployment goes, as the wrangler.toml files of both scripts say. */
import { unstable_readConfig as readConfig } from "wrangler";
import { kindOf, numberOfBinding } from "../database-kinds.mjs";
import { Refusal } from "../refusal.mjs";

/** The rooms first, since the app is bound to them. */
const configs = /** @type {const} */ (["workers/chat-room/wrangler.toml", "wrangler.toml"]);

/** The placeholder in wrangler.toml until the operator fills it in. */
const placeholderId = "fill-in";
const placeholderDomain = /\.example$/;

const isOfStories = (/** @type {BoundDatabase} */ { binding }) => binding.startsWith("STORIES_");

/**
 * @typedef {{ binding: string, name: string, id: string }} BoundDatabase
 * @typedef {{ name: string, config: string, databaseId: string, otherDatabases: BoundDatabase[] }} Script
 * @typedef {{ environment: string, rooms: Script, app: Script, database: string, bucket: string, domain: string | null, turnstileSiteKey: string }} Target
 *   `domain`: the custom domain, null when the app answers under workers.dev alone; `turnstileSiteKey`: empty when it is off
 */

/**
 * @param {string} environment a name under `env` in both files
 * @returns {Target}
 */
export function readTarget(environment) {
  const [rooms, app] = configs.map((config) => ({ config, parsed: readConfig({ config, env: environment }) }));
  if (!rooms || !app) throw new Error("There are two scripts.");
  const route = app.parsed.routes?.[0];
  return {
    environment,
    rooms: scriptOf(rooms),
    app: scriptOf(app),
    database: databasesOf(app.parsed).find(({ binding }) => binding === "DB")?.name ?? "",
    bucket: app.parsed.r2_buckets[0]?.bucket_name ?? "",
    turnstileSiteKey: String(app.parsed.vars?.TURNSTILE_SITE_KEY ?? ""),
    domain: route === undefined ? null : typeof route === "string" ? route : route.pattern,
  };
}

/** @param {{ config: string, parsed: ReturnType<typeof readConfig> }} read @returns {Script} */
function scriptOf({ config, parsed }) {
  const bound = databasesOf(parsed);
  return {
    name: parsed.name ?? "",
    config,
    databaseId: bound.find(({ binding }) => binding === "DB")?.id ?? "",
    otherDatabases: bound.filter(({ binding }) => kindOf(binding) !== undefined),
  };
}

/** @param {ReturnType<typeof readConfig>} parsed @returns {BoundDatabase[]} all databases that a script binds */
function databasesOf(parsed) {
  /** @type {{ binding: string, database_name?: string, database_id?: string }[]} */
  const databases = parsed.d1_databases;
  return databases.map(({ binding, database_name: name = "", database_id: id = "" }) => ({ binding, name, id }));
}

/**
 * Throws when the operator has not filled in what only they know.
 * @param {Target} target
 * @throws {Refusal}
 */
export function requireFilledIn({ environment, rooms, app, database, domain }) {
  const section = `[env.${environment}]`;
  for (const { config, databaseId } of [app, rooms]) {
    if (databaseId !== placeholderId) continue;
    throw new Refusal(
      `The database_id of ${section} in ${config} is still a placeholder: run npx wrangler d1 create ${database} and put the id that it prints into wrangler.toml and workers/chat-room/wrangler.toml.`,
    );
  }
  if (app.databaseId !== rooms.databaseId) {
    throw new Refusal(
      `wrangler.toml and workers/chat-room/wrangler.toml name different databases in ${section}: the rooms have to write where the app reads.`,
    );
  }
  for (const script of [app, rooms]) requireNumbered(section, script);
  requireReadable({ section, rooms, app });
  if (domain !== null && placeholderDomain.test(domain)) {
    throw new Refusal(
      `The domain ${domain} of ${section} in wrangler.toml is still a placeholder: put your own there, or remove the line and set workers_dev = true.`,
    );
  }
}

/** @param {string} section @param {Script} script @throws {Refusal} */
function requireNumbered(section, { config, otherDatabases }) {
  for (const { binding } of otherDatabases) {
    const kind = kindOf(binding);
    if (kind === undefined || numberOfBinding(kind, binding) !== null) continue;
    throw new Refusal(
      `${section} of ${config} binds ${binding}, which the app would not read: number such databases from 0, as in ${kind}_0.`,
    );
  }
}

/**
 * The app must read wherever the rooms write. It may know more databases of messages: it gets a new one first. Those of stories
 * are the same for both, as the rooms' script exports and erases what the app writes.
 * @param {{ section: string, rooms: Script, app: Script }} scripts
 * @throws {Refusal}
 */
function requireReadable({ section, rooms, app }) {
  for (const database of rooms.otherDatabases) {
    const fault = faultOf(database, app);
    if (fault === null) continue;
    throw new Refusal(
      `${section} of ${rooms.config} binds ${database.binding}, and ${app.config} binds ${fault}: bind it there first, deploy, then bind it to the rooms.`,
    );
  }
  for (const database of app.otherDatabases.filter(isOfStories)) {
    const fault = faultOf(database, rooms);
    if (fault === null) continue;
    throw new Refusal(
      `${section} of ${app.config} binds ${database.binding}, and ${rooms.config} binds ${fault}: bind it in both, since exports and erasures run there.`,
    );
  }
}

/** Says what another script binds in place of a database; null when it binds the same. @param {BoundDatabase} database @param {Script} script */
function faultOf({ binding, id }, { otherDatabases }) {
  const other = otherDatabases.find((database) => database.binding === binding);
  if (!other) return "nothing by that name";
  return other.id === id && id !== placeholderId ? null : "another database by that name";
}
