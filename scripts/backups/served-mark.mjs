/** A mark in a local state that a server uses it: a copy that is made meanwhile would be torn. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of a state in which wrangler and Miniflare keep their files. */
export const kept = "v3";

/** Where the server says that it uses a state: its process id. */
export const servedBy = join(kept, "served-by.pid");

/**
 * Says that a server uses a state, until the returned function is called.
 * @param {string} state folder
 * @param {number} server its process id
 */
export function markServed(state, server) {
  const file = join(state, servedBy);
  mkdirSync(join(state, kept), { recursive: true });
  writeFileSync(file, String(server));
  return () => rmSync(file, { force: true });
}

/**
 * Returns whether a server of this machine uses a state: what it writes would be missing in a copy, or torn.
 * @param {string} state folder
 */
export function isServed(state) {
  const file = join(state, servedBy);
  if (!existsSync(file)) return false;
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0);
    return true;
  } catch {
    return false; // it ended without a word
  }
}
