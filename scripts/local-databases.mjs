/** The databases and the bucket that a local run binds. */
import { readFileSync } from "node:fs";
import { databaseKinds, kindOf } from "./database-kinds.mjs";
import { localConfigPath, writeLocalConfig } from "./local-config.mjs";

/** @typedef {{ d1_databases: { binding: string, database_id: string }[], r2_buckets: { binding: string, bucket_name: string }[] }} Storage */

/**
 * Returns what a config binds, as Miniflare takes it. The local one is made anew first.
 * @param {string} config
 */
export async function storageOf(config) {
  if (config === localConfigPath) writeLocalConfig();
  const { unstable_readConfig: readConfig } = await import("wrangler");
  /** @type {Storage} */
  const { d1_databases: databases, r2_buckets: buckets } = readConfig({ config });
  return {
    d1Databases: Object.fromEntries(databases.map(({ binding, database_id }) => [binding, database_id])),
    r2Buckets: Object.fromEntries(buckets.map(({ binding, bucket_name }) => [binding, bucket_name])),
  };
}

/**
 * Returns the databases of messages and stories that a config binds. To load wrangler takes two seconds of a core, and each
 * start asks: most configs name none.
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
