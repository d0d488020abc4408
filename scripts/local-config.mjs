import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

/** The local config, beside the deployed one so that its paths mean the same. Not committed. */
export const localConfigPath = "wrangler.local.toml";

const workersAi = '[ai]\nbinding = "AI"\n';
const localAi =
  '# Stands in for Workers AI, which needs an account.\n[[services]]\nbinding = "AI"\nservice = "heartfelt-local-ai"\n';

/** The first line of an environment, with the comment above it: what follows is for deployments. */
const environments = /(^#.*\n)*^\[+env\.[^]*/m;

/**
 * The deployed config without its environments, and with Workers AI replaced by the local stand-in behind the same
 * binding: all that differs.
 * @param {string} deployed the text of wrangler.toml
 */
export function localConfigFrom(deployed) {
  const shared = deployed.replace(environments, "");
  if (!shared.includes(workersAi)) throw new Error('wrangler.toml lacks the lines [ai] and binding = "AI".');
  return `# Made from wrangler.toml by scripts/local-config.mjs: edit that one.\n${shared.replace(workersAi, localAi)}`;
}

/**
 * Writes the local config, when it says something else: an app that is being served watches it, and would start anew. A
 * rename puts it there whole: whoever reads it meanwhile gets the one before.
 */
export function writeLocalConfig() {
  const config = localConfigFrom(readFileSync("wrangler.toml", "utf8"));
  if (existsSync(localConfigPath) && readFileSync(localConfigPath, "utf8") === config) return;
  const draft = `${localConfigPath}.${process.pid}.${threadId}`;
  writeFileSync(draft, config);
  renameSync(draft, localConfigPath);
}
