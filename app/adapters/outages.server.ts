import { RoomUnreachable } from "./rooms.server";

/** Seconds after which it is worth to try again: an overloaded or restarted part of Cloudflare is back in a moment. */
export const retryAfterFault = 5;

/** A part that the app needs and that does not answer, with the sentence that people and operators read; null for a mistake of ours. */
export function outageOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof RoomUnreachable) return error.message;
  if (isDatabaseOutage(error.message)) {
    return "The database does not answer right now: nothing was changed, try again. Operators: does D1 run, and are the migrations applied?";
  }
  if (isStorageOutage(error.message)) {
    return "The photos' storage does not answer right now: nothing was changed, try again. Operators: is the bucket heartfelt-images there?";
  }
  return outageOf(error.cause);
}

/** D1's own failures, but for those that a query or its values caused. */
function isDatabaseOutage(message: string): boolean {
  if (/constraint failed|syntax error|no such column|too many SQL variables/i.test(message)) return false;
  return /^D1_|^D1 DB |^Network connection lost/.test(message);
}

/** R2's failures, by the form that all of them have: `put: the reason (10001)`. */
function isStorageOutage(message: string): boolean {
  return /^(get|put|head|delete|list)\w*: .*\(\d{5}\)$/s.test(message);
}
