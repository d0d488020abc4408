/** What must be there before anything of a deployment changes. */
import { Refusal } from "../refusal.mjs";

/** @typedef {import("./target.mjs").Target} Target */
/** @typedef {import("./wrangler.mjs").Wrangler} Wrangler */

/**
 * @param {Wrangler} wrangler
 * @throws {Refusal}
 */
export async function requireLogin(wrangler) {
  const said = await wrangler.read(["whoami"]).catch(() => "not authenticated");
  if (!/not authenticated/i.test(said)) return;
  throw new Refusal(
    "Not logged in to Cloudflare: run npx wrangler login, or set CLOUDFLARE_API_TOKEN, then this command again.",
  );
}

/**
 * Throws when the app would answer each request with a 503 for want of its secret.
 * @param {Wrangler} wrangler
 * @param {Target} target
 * @throws {Refusal}
 */
export async function requireSecrets(wrangler, { environment, app }) {
  const printed = await wrangler.read(["secret", "list", ...toScript(app, environment)]).catch(() => "[]");
  if (namesIn(printed).includes("JWT_SECRET")) return;
  throw new Refusal(
    `JWT_SECRET is not set for ${app.name}: run openssl rand -base64 48 | npx wrangler secret put JWT_SECRET --env ${environment}, then this command again.`,
  );
}

/**
 * The parameters that lead wrangler to a script.
 * @param {{ config: string }} script
 * @param {string} environment
 */
export function toScript({ config }, environment) {
  return ["-c", config, "--env", environment];
}

/** wrangler may print notices around its JSON. @param {string} printed @returns {string[]} */
function namesIn(printed) {
  try {
    const list = /** @type {{ name: string }[]} */ (
      JSON.parse(printed.slice(printed.indexOf("["), printed.lastIndexOf("]") + 1))
    );
    return list.map(({ name }) => name);
  } catch {
    return [];
  }
}
