/** Where a deployment goes, as the wrangler.toml files of both scripts say. */
import { unstable_readConfig as readConfig } from "wrangler";
import { Refusal } from "../refusal.mjs";

/** The rooms first, since the app is bound to them. */
const configs = /** @type {const} */ (["workers/chat-room/wrangler.toml", "wrangler.toml"]);

/** The placeholder in wrangler.toml until the operator fills it in. */
const placeholderId = "fill-in";
const placeholderDomain = /\.example$/;

/**
 * @typedef {{ name: string, config: string, databaseId: string }} Script
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
    database: app.parsed.d1_databases[0]?.database_name ?? "",
    bucket: app.parsed.r2_buckets[0]?.bucket_name ?? "",
    turnstileSiteKey: String(app.parsed.vars?.TURNSTILE_SITE_KEY ?? ""),
    domain: route === undefined ? null : typeof route === "string" ? route : route.pattern,
  };
}

/** @param {{ config: string, parsed: ReturnType<typeof readConfig> }} read @returns {Script} */
function scriptOf({ config, parsed }) {
  return { name: parsed.name ?? "", config, databaseId: parsed.d1_databases[0]?.database_id ?? "" };
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
  if (domain !== null && placeholderDomain.test(domain)) {
    throw new Refusal(
      `The domain ${domain} of ${section} in wrangler.toml is still a placeholder: put your own there, or remove the line and set workers_dev = true.`,
    );
  }
}
