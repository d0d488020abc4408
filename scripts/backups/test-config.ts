/** For tests: the config of a local run that binds databases of messages and stories beside the main one. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DatabaseKind } from "../../app/contract/database-binding";
import { kindOf } from "../database-kinds.mjs";
import { otherMigrations } from "../prepare.mjs";

/** A database that a test binds beside the main one. */
export type OtherBinding = `${DatabaseKind}_${number}`;

/** Writes the config, and returns its path. */
export function configIn(folder: string, ...bindings: OtherBinding[]): string {
  const config = join(folder, `${["with", ...bindings].join("-")}.toml`);
  const others = bindings.map(
    (binding) => `[[d1_databases]]
binding = "${binding}"
database_name = "${binding}"
database_id = "${binding}"
migrations_dir = "${resolve(otherMigrations[kindOf(binding)!])}"
`,
  );
  writeFileSync(config, [mainParts(), ...others].join("\n"));
  return config;
}

/** The main database and the bucket, as the local run has them: wrangler.toml names those of its environments after them. */
function mainParts(): string {
  const [database, bucket] = readFileSync("wrangler.toml", "utf8").match(
    /^\[\[(d1_databases|r2_buckets)\]\]\n(.+\n)+/gm,
  )!;
  return `name = "heartfelt"\n${database}\n${bucket}`.replace('"db/migrations"', `"${resolve("db/migrations")}"`);
}
