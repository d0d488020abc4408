/** The requirements that are checked before anything of a deployment changes. */
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
 * Throws when the app would answer each request with a 503 for want of a secret.
 * @param {Wrangler} wrangler
 * @param {Target} target
 * @throws {Refusal}
 */
export async function requireSecrets(wrangler, { environment, app, turnstileSiteKey }) {
  const printed = await wrangler.read(["secret", "list", ...toScript(app, environment)]).catch(() => "[]");
  const secrets = namesIn(printed);
  if (!secrets.includes("JWT_SECRET")) {
    throw new Refusal(
      `JWT_SECRET is not set for ${app.name}: run openssl rand -base64 48 | npx wrangler secret put JWT_SECRET --env ${environment}, then this command again.`,
    );
  }
  const hasTurnstileSecret = secrets.includes("TURNSTILE_SECRET_KEY");
  if (turnstileSiteKey && !hasTurnstileSecret) {
    throw new Refusal(
      `TURNSTILE_SITE_KEY is set for ${app.name}, but not TURNSTILE_SECRET_KEY: run npx wrangler secret put TURNSTILE_SECRET_KEY --env ${environment}, then this command again.`,
    );
  }
  if (hasTurnstileSecret && !turnstileSiteKey) {
    throw new Refusal(
      `TURNSTILE_SECRET_KEY is set for ${app.name}, but not TURNSTILE_SITE_KEY: put it into [env.${environment}.vars] of ${app.config}, or run npx wrangler secret delete TURNSTILE_SECRET_KEY --env ${environment}.`,
    );
  }
}

/**
 * Returns the sentence that says how to turn notifications on; null when their keys are set. They may be off.
 * @param {Wrangler} wrangler
 * @param {Target} target
 * @returns {Promise<string | null>}
 */
export async function adviseOnPush(wrangler, { environment, rooms }) {
  const printed = await wrangler.read(["secret", "list", ...toScript(rooms, environment)]).catch(() => "[]");
  const secrets = namesIn(printed);
  const missing = ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"].filter((name) => !secrets.includes(name));
  if (missing.length === 0) return null;
  return `Notifications are off: set ${missing.join(" and ")} for ${rooms.name} (node scripts/vapid-keys.mjs makes them; see README, Notifications).`;
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
