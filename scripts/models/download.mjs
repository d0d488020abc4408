/** A file from the network that is fetched once, checked, and kept. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, writeAtomically } from "./models-folder.mjs";

/** A start waits this long at most. */
const defaultTimeoutMs = 10_000;

/**
 * @typedef {{ file: string, sizeBytes: number, sha256: string }} Expected the file's name, size and hash
 * @typedef {{ kind: "ready", bytes: Uint8Array, source: "kept" | "fetched" } | { kind: "missing", reason: string }} Downloaded
 *   `reason` is a sentence
 */

/**
 * Returns the expected file from the folder, or fetches it and keeps it there. Never throws for what the network does.
 * @param {Expected} expected
 * @param {{ address: string, folder: string, isOffline: boolean, timeoutMs?: number }} from with `isOffline` nothing is fetched
 * @returns {Promise<Downloaded>}
 */
export async function download(expected, { address, folder, isOffline, timeoutMs = defaultTimeoutMs }) {
  const path = join(folder, expected.file);
  const kept = existsSync(path) ? new Uint8Array(readFileSync(path)) : null;
  if (kept && sha256(kept) === expected.sha256) return { kind: "ready", bytes: kept, source: "kept" };
  if (isOffline) return { kind: "missing", reason: "OFFLINE=1 fetches nothing." };
  try {
    const bytes = await fetchBytes(address, { maxBytes: expected.sizeBytes, signal: AbortSignal.timeout(timeoutMs) });
    if (sha256(bytes) !== expected.sha256) {
      return { kind: "missing", reason: `${expected.file} came with an unexpected SHA-256 and was thrown away.` };
    }
    writeAtomically(path, bytes);
    return { kind: "ready", bytes, source: "fetched" };
  } catch (error) {
    return { kind: "missing", reason: `${expected.file} could not be fetched (${reasonOf(error, timeoutMs)}).` };
  }
}

/**
 * @param {string} address
 * @param {{ maxBytes: number, signal: AbortSignal }} limits
 * @throws {Error} for another status than 200, and for more bytes than expected
 */
async function fetchBytes(address, { maxBytes, signal }) {
  const response = await fetch(address, { signal });
  if (response.status !== 200 || !response.body) throw new Error(`status ${response.status}`);
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * @param {unknown} error
 * @param {number} timeoutMs
 */
function reasonOf(error, timeoutMs) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer in ${timeoutMs / 1000} s`;
  const cause = error.cause instanceof Error && "code" in error.cause ? error.cause.code : null;
  return cause ? String(cause) : error.message;
}
