/** When a publication tries again by itself. Pure, but for the waiting, which is passed in. */
import { UploadError } from "./upload-error";

/** The cause of a wait: the network is gone, or the server is overloaded or restarting. */
export type WaitsFor = "network" | "server";

export interface Patience {
  /** Resolves after so many milliseconds, or sooner when another attempt may well succeed; rejects once aborted. */
  wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Called before each wait, and with null once an attempt has succeeded. */
  onWait: (waitsFor: WaitsFor | null) => void;
  /** From 0 up to 1. */
  random: () => number;
}

const firstDelayMs = 1_000;
const maxDelayMs = 30_000;

/** A server that fails this often, over about two minutes, needs more than time: the author decides. */
export const maxServerAttempts = 8;

/** Request timeout, too early, and what overloaded or restarting parts answer. */
const transientStatuses = new Set([408, 425, 500, 502, 503, 504]);

/** Answers with such a status that more of the same requests do not change. */
const lastingCodes = new Set(["ai_unavailable", "not_configured"]);

/** Returns what a failed request waits for; null when waiting does not help. */
export function waitsFor(error: unknown): WaitsFor | null {
  if (!(error instanceof UploadError)) return null;
  if (error.status === 0) return "network";
  if (error.code === "in_progress") return "server";
  return transientStatuses.has(error.status) && !lastingCodes.has(error.code ?? "") ? "server" : null;
}

/**
 * Returns the milliseconds to wait before the next attempt; null when there is to be none. The network may be away for a
 * whole train ride, so it is waited for without end.
 * @param attempts that have failed, at least 1
 * @param random from 0 up to 1: devices that failed together do not return together
 */
export function nextDelayMs(error: unknown, attempts: number, random: number): number | null {
  const reason = waitsFor(error);
  if (reason === null || (reason === "server" && attempts >= maxServerAttempts)) return null;
  const longest = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempts - 1));
  return longest / 2 + (random * longest) / 2;
}

/** Makes a call again and again until it succeeds, or until waiting does not help. Rejects with its last error. */
export async function patiently<T>(
  call: () => Promise<T>,
  { wait, onWait, random }: Patience,
  signal: AbortSignal,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      const answer = await call();
      // Not before: what is said while waiting would come and go with each attempt.
      if (attempts > 1) onWait(null);
      return answer;
    } catch (error) {
      const delayMs = signal.aborted ? null : nextDelayMs(error, attempts, random());
      if (delayMs === null) throw error;
      onWait(waitsFor(error));
      await wait(delayMs, signal);
    }
  }
}
