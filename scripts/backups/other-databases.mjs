/** The databases of messages and stories that a backup has, beside those that its goal binds: an environment, or a local state. */
import { Refusal } from "../refusal.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */

/**
 * Returns those that both have, with the rows of their tables in the backup.
 * @template {{ binding: string }} Database
 * @param {Manifest} manifest
 * @param {readonly Database[]} bound
 * @returns {{ database: Database, tables: Record<string, number> }[]}
 */
export function backedUp({ messageTables = {} }, bound) {
  return bound.flatMap((database) => {
    const tables = messageTables[database.binding];
    return tables ? [{ database, tables }] : [];
  });
}

/**
 * Returns those that are bound and a backup has not: they were added after it, and nothing in it names what they hold.
 * @template {{ binding: string }} Database
 * @param {Manifest} manifest
 * @param {readonly Database[]} bound
 * @returns {Database[]}
 */
export function addedSince({ messageTables = {} }, bound) {
  return bound.filter(({ binding }) => !(binding in messageTables));
}

/**
 * @param {Manifest} manifest
 * @param {readonly { binding: string }[]} bound
 * @param {{ goal: string, fix: string }} words what does not bind one of these databases, and what to do
 * @throws {Refusal} when it does not
 */
export function requireBound({ messageTables = {} }, bound, { goal, fix }) {
  const bindings = bound.map(({ binding }) => binding);
  const missing = Object.keys(messageTables).filter((binding) => !bindings.includes(binding));
  if (missing.length === 0) return;
  throw new Refusal(
    `The backup has messages or stories in ${missing.join(", ")}, which ${goal} does not bind: ${fix} as in the README under "Another database for messages" or "... for stories".`,
  );
}
