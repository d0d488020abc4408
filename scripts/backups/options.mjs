import { parseArgs } from "node:util";
import { environmentNamed } from "../deploying/options.mjs";
import { Refusal } from "../refusal.mjs";

/** @typedef {{ environment: import("../deploying/options.mjs").EnvironmentName | null, to: string }} BackupOptions `environment`: null for the local state */
/** @typedef {{ environment: import("../deploying/options.mjs").EnvironmentName | null, from: string, force: boolean }} RestoreOptions */

/**
 * @param {readonly string[]} parameters of the command line
 * @param {Date} now
 * @returns {BackupOptions}
 * @throws {Refusal}
 */
export function parseBackupOptions(parameters, now) {
  const { remote, env, to } = parse(parameters, { to: { type: "string" } });
  const environment = environmentOf(remote, env);
  return { environment, to: to ?? `backups/${environment ?? "local"}-${now.toISOString().slice(0, 10)}` };
}

/**
 * @param {readonly string[]} parameters of the command line
 * @returns {RestoreOptions}
 * @throws {Refusal}
 */
export function parseRestoreOptions(parameters) {
  const {
    remote,
    env,
    from,
    force = false,
  } = parse(parameters, { from: { type: "string" }, force: { type: "boolean" } });
  if (from === undefined) throw new Refusal("Name the folder of a backup: npm run restore -- --from backups/…");
  return { environment: environmentOf(remote, env), from, force };
}

/** @param {boolean | undefined} isRemote @param {string | undefined} env */
function environmentOf(isRemote, env) {
  if (isRemote) return environmentNamed(env);
  if (env === undefined) return null;
  throw new Refusal(`--env ${env} is about a deployment: add --remote, or leave it out for the local state.`);
}

/**
 * @template {{ [name: string]: { type: "string" } | { type: "boolean" } }} Known
 * @param {readonly string[]} parameters
 * @param {Known} known
 */
function parse(parameters, known) {
  try {
    const options = /** @type {const} */ ({ remote: { type: "boolean" }, env: { type: "string" } });
    return parseArgs({ args: [...parameters], options: { ...options, ...known } }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new Refusal(
      `${reason}. Known are --remote, --env and ${Object.keys(known)
        .map((name) => `--${name}`)
        .join(", ")}.`,
    );
  }
}
