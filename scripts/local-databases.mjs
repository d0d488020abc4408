/** The databases and the bucket that a local run binds. */
import { readFileSync } from "node:fs";
import { databaseKinds, kindOf } from "./database-kinds.mjs";
import { localConfigPath, writeLocalConfig } from "./local-config.mjs";
import { workerOptionsOf } from "./worker-options.mjs";

/**
 * Returns what a config binds, as Miniflare takes it. The local one is made anew first.
 * @param {string} config
 */
export async function storageOf(config) {
  if (config === localConfigPath) writeLocalConfig();
  const { d1Databases, r2Buckets } = await workerOptionsOf(config);
  return { d1Databases: idsOf(d1Databases), r2Buckets: idsOf(r2Buckets) };
}

/** @param {Record<string, string | { id: string }> | string[] | undefined} bindings @returns {Record<string, string>} */
function idsOf(bindings = {}) {
  return Object.fromEntries(
    Object.entries(bindings).map(([binding, bound]) => [binding, typeof bound === "string" ? bound : bound.id]),
  );
}

/**
 * Returns the databases of messages and stories that a config binds. Most configs name none: those are not asked for more.
 * @param {string} config
 */
export async function otherDatabasesOf(config) {
  if (config === localConfigPath) writeLocalConfig();
  const text = readFileSync(config, "utf8");
  if (!databaseKinds.some((kind) => text.includes(kind))) return [];
  const { d1Databases } = await storageOf(config);
  return Object.entries(d1Databases).flatMap(([binding, id]) => {
    const kind = kindOf(binding);
    return kind === undefined ? [] : [{ binding, id, kind }];
  });
}
