/** wrangler as the commands of operations use it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run.mjs";

/** Another wrangler than the project's own: tests put a stand-in there. */
const program = process.env.WRANGLER_PATH || "node_modules/.bin/wrangler";

/** CI: wrangler asks nothing, and takes its defaults. */
const env = { CI: "true" };

/**
 * The result of a deployment: the version, and the addresses under which the script answers.
 * @typedef {{ versionId: string | null, addresses: string[] }} Deployed
 *
 * @typedef {object} Wrangler
 * @property {(parameters: string[]) => Promise<string>} read returns what wrangler prints; rejects when it fails
 * @property {(parameters: string[]) => Promise<Deployed>} act shows what wrangler prints; rejects when it fails
 */

/** @type {Wrangler} */
export const wrangler = {
  read: (parameters) => run(program, parameters, { env }),
  act: async (parameters) => {
    const folder = mkdtempSync(join(tmpdir(), "heartfelt-deploy-"));
    const report = join(folder, "report.ndjson");
    try {
      await run(program, parameters, { env: { ...env, WRANGLER_OUTPUT_FILE_PATH: report }, show: "always" });
      return deployedIn(existsSync(report) ? readFileSync(report, "utf8") : "");
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/**
 * Reads what wrangler reports about itself: one JSON object a line.
 * @param {string} report
 * @returns {Deployed}
 */
export function deployedIn(report) {
  const entries = report
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const last = entries.findLast(({ type }) => type === "deploy" || type === "version-upload");
  const addresses = /** @type {string[]} */ (last?.targets ?? []).filter((target) => target.startsWith("http"));
  return { versionId: last?.version_id ?? null, addresses };
}
