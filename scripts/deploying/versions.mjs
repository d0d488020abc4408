/** Which versions of a script serve, as `wrangler deployments` says. Pure. */

/**
 * @typedef {{ created_on: string, versions: { version_id: string, percentage: number }[], annotations?: Record<string, string> | null }} Deployment
 * @typedef {{ from: string, to: string, percentage: number }} Split the versions of a gradual deployment; `percentage` is that of `to`, the newer one
 */

/** The mark by which a deployment that this project's rollback made is recognised. */
export const rollbackMessage = "npm run deploy -- --rollback";

/**
 * @param {string} printed by `wrangler deployments list --json`
 * @returns {Deployment[]} newest first
 */
export function parseDeployments(printed) {
  /** @type {Deployment[]} */
  const deployments = JSON.parse(printed);
  return deployments.toSorted((a, b) => b.created_on.localeCompare(a.created_on));
}

/**
 * Returns the versions between which requests are split now; null when one version serves all of them.
 * @param {Deployment[]} deployments newest first
 * @returns {Split | null}
 */
export function splitOf(deployments) {
  const versions = deployments[0]?.versions ?? [];
  if (versions.length < 2) return null;
  const from = stableVersion(deployments.slice(1));
  const newer = versions.find(({ version_id }) => version_id !== from);
  if (from === null || newer === undefined) return null;
  return { from, to: newer.version_id, percentage: newer.percentage };
}

/**
 * Returns the newest version that served all requests.
 * @param {Deployment[]} deployments newest first
 * @returns {string | null}
 */
export function stableVersion(deployments) {
  for (const { versions } of deployments) {
    const [only] = versions;
    if (only && versions.length === 1) return only.version_id;
  }
  return null;
}

/**
 * Returns what a rollback goes back to: the version that served all requests before the ones that serve now.
 * @param {Deployment[]} deployments newest first
 * @returns {{ id: string } | "rolled_back_already" | "no_earlier_version"}
 */
export function rollbackVersion(deployments) {
  const [current, ...earlier] = deployments;
  if (current?.annotations?.["workers/message"] === rollbackMessage) return "rolled_back_already";
  const serving = new Set(current?.versions.length === 1 ? current.versions.map(({ version_id }) => version_id) : []);
  const id = stableVersion(earlier.filter(({ versions }) => versions.every((one) => !serving.has(one.version_id))));
  return id === null ? "no_earlier_version" : { id };
}
