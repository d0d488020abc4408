/**
 * The order of a deployment: migrations, which the old code survives; then the rooms, which the old app survives; then the
 * app. A rollback goes the other way, and leaves the database as it is.
 */
import { Refusal } from "../refusal.mjs";
import { adviseOnPush, requireLogin, requireSecrets, toScript } from "./requirements.mjs";
import { requireFilledIn } from "./target.mjs";
import { parseDeployments, rollbackMessage, rollbackVersion, splitOf, stableVersion } from "./versions.mjs";

/** @typedef {import("./target.mjs").Target} Target */
/** @typedef {import("./target.mjs").Script} Script */
/**
 * @typedef {object} Parts
 * @property {import("./wrangler.mjs").Wrangler} wrangler
 * @property {() => Promise<void>} build what is deployed
 * @property {(address: string, headers: Record<string, string>) => Promise<string | null>} faultAt what is wrong with the deployed app; null when all is well
 * @property {(sentence: string) => void} say
 */

/** The facts about a deployment that its check needs. @typedef {{ addresses: string[], headers?: Record<string, string> }} Outcome */

/**
 * Deploys both scripts for all requests.
 * @param {Target} target
 * @param {Parts} parts
 * @returns {Promise<Outcome>}
 */
export async function deployAll(target, parts) {
  const { wrangler, say } = parts;
  await requireReady(target, parts);
  const advice = await adviseOnPush(wrangler, target);
  if (advice !== null) say(advice);
  await buildAndMigrate(target, parts);
  say(`${target.rooms.name}: the rooms`);
  await wrangler.act(["deploy", ...toScript(target.rooms, target.environment)]);
  say(`${target.app.name}: the app`);
  return wrangler.act(["deploy", ...toScript(target.app, target.environment)]);
}

/**
 * Deploys to a percentage of the requests. While versions are split already, their shares are moved and nothing is built.
 * @param {Target} target
 * @param {number} percentage of requests for the new version, 1 to 100
 * @param {Parts} parts
 * @returns {Promise<Outcome>}
 */
export async function deployGradually(target, percentage, parts) {
  const scripts = [target.rooms, target.app];
  await requireReady(target, parts);
  const states = await Promise.all(scripts.map((script) => deploymentsOf(script, target, parts)));
  const splits = states.map(splitOf);
  const isSplit = splits.some((split) => split !== null);
  const moves = isSplit ? splits : await uploadBoth(target, states, parts);
  for (const [index, script] of scripts.entries()) {
    const move = moves[index];
    if (!move) continue;
    parts.say(`${script.name}: ${percentage} % of the requests to version ${move.to}`);
    await parts.wrangler.act([
      "versions",
      "deploy",
      ...sharesOf(move, percentage),
      ...toScript(script, target.environment),
      "-y",
    ]);
  }
  const version = moves[1]?.to;
  return { addresses: [], headers: version ? askVersion(target.app, version) : {} };
}

/**
 * Goes back to the versions that served before: the app first, since an older app works with newer rooms.
 * @param {Target} target
 * @param {Parts} parts
 * @returns {Promise<Outcome>}
 * @throws {Refusal}
 */
export async function rollBack(target, parts) {
  const { environment } = target;
  await requireReady(target, parts);
  for (const script of [target.app, target.rooms]) {
    const found = rollbackVersion(await deploymentsOf(script, target, parts));
    if (found === "no_earlier_version") throw new Refusal(`${script.name} has no earlier version to go back to.`);
    if (found === "rolled_back_already") {
      parts.say(`${script.name}: rolled back already.`);
      continue;
    }
    parts.say(`${script.name}: back to version ${found.id}`);
    await parts.wrangler
      .act(["rollback", found.id, ...toScript(script, environment), "-y", "-m", rollbackMessage])
      .catch((error) => refuseRollback(script, error));
  }
  parts.say("The database keeps its migrations: the earlier code survives them.");
  return { addresses: [] };
}

/**
 * Asks the deployed app whether all is well.
 * @param {Target} target
 * @param {Outcome & { address: string | null }} outcome `address`: named by the operator, or null
 * @param {Parts} parts
 * @throws {Refusal} with what is wrong and how to roll back
 */
export async function check({ environment, domain }, { address, addresses, headers = {} }, { faultAt, say }) {
  const at = address ?? (domain === null ? addresses[0] : `https://${domain}`);
  if (at === undefined) {
    return say(`Not checked: say where ${environment} answers with --address https://…, or ask its /api/health?deep.`);
  }
  const fault = await faultAt(at, headers);
  if (fault === null) return say(`${at} is well, with all of its parts.`);
  throw new Refusal(
    `Deployed, but ${at}/api/health?deep is not well: ${fault.replace(/\.$/, "")}. To go back: npm run deploy -- --env ${environment} --rollback`,
  );
}

/** @param {Target} target @param {Parts} parts */
async function requireReady(target, { wrangler }) {
  requireFilledIn(target);
  await requireLogin(wrangler);
  await requireSecrets(wrangler, target);
}

/** Builds, and migrates the databases, which the code that serves now survives. @param {Target} target @param {Parts} parts */
async function buildAndMigrate(target, { build, wrangler, say }) {
  await build();
  for (const database of [target.database, ...target.app.otherDatabases.map(({ name }) => name)]) {
    say(`${database}: migrations`);
    await wrangler.act([
      "d1",
      "migrations",
      "apply",
      database,
      "--remote",
      ...toScript(target.app, target.environment),
    ]);
  }
}

/**
 * Both are uploaded before either serves.
 * @param {Target} target
 * @param {import("./versions.mjs").Deployment[][]} states of the rooms, and of the app
 * @param {Parts} parts
 */
async function uploadBoth(target, states, parts) {
  const stable = states.map(stableVersion);
  if (stable.includes(null)) {
    throw new Refusal(
      `--gradual needs versions that serve already: run npm run deploy -- --env ${target.environment} first.`,
    );
  }
  await buildAndMigrate(target, parts);
  const moves = [];
  for (const [index, script] of [target.rooms, target.app].entries()) {
    parts.say(`${script.name}: a new version`);
    const { versionId } = await parts.wrangler
      .act(["versions", "upload", ...toScript(script, target.environment)])
      .catch((error) => refuseUpload(script, target, error));
    if (versionId === null) throw new Refusal(`wrangler did not say which version of ${script.name} it uploaded.`);
    moves.push({ from: stable[index] ?? "", to: versionId, percentage: 0 });
  }
  return moves;
}

/** @param {Script} script @param {Target} target @param {Parts} parts */
async function deploymentsOf(script, { environment }, { wrangler }) {
  const list = ["deployments", "list", "--json", ...toScript(script, environment)];
  try {
    const printed = await wrangler.read(list);
    return parseDeployments(printed.slice(printed.indexOf("["), printed.lastIndexOf("]") + 1));
  } catch {
    throw new Refusal(`${script.name} has no deployments yet: run npm run deploy -- --env ${environment} first.`);
  }
}

/**
 * The header with which Cloudflare answers by one version of a script, whatever its share.
 * @param {Script} script
 * @param {string} version
 * @returns {Record<string, string>}
 */
function askVersion({ name }, version) {
  return { "Cloudflare-Workers-Version-Overrides": `${name}="${version}"` };
}

/** @param {import("./versions.mjs").Split} split @param {number} percentage */
function sharesOf({ from, to }, percentage) {
  return percentage === 100 ? [`${to}@100%`] : [`${to}@${percentage}%`, `${from}@${100 - percentage}%`];
}

/** @param {Script} script @param {Target} target @param {unknown} error @returns {never} */
function refuseUpload({ name }, { environment }, error) {
  throw new Refusal(
    `The new version of ${name} could not be uploaded. If it has a new Durable Object migration, only npm run deploy -- --env ${environment} without --gradual can apply it.`,
    { cause: error },
  );
}

/** @param {Script} script @param {unknown} error @returns {never} */
function refuseRollback({ name }, error) {
  throw new Refusal(
    `${name} was not rolled back. Cloudflare goes behind no Durable Object migration, and to none of the versions that it no longer keeps: deploy a repaired version.`,
    { cause: error },
  );
}
