import { InboxUnreachable, JobsUnreachable, RoomUnreachable, type Fault, type Outage } from "~/domain/ports";

const unreachable = [RoomUnreachable, JobsUnreachable, InboxUnreachable];

/** Characters of a platform's own message that are kept. */
const keptMessage = 120;

/** Classifies an error that no rule expected, by the forms that D1's, R2's and the rooms' errors have. */
export function classifyFault(error: unknown): Fault {
  return { name: nameOf(error), outage: outageOf(error) };
}

/**
 * Messages may hold people's words (a query's parameters), so they are left out; but D1's own, which name what failed by
 * table and column, and the runtime's for a room out of reach, stay.
 */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, cause } = error;
  const shown = message.startsWith("D1_") ? `${name}: ${message.slice(0, keptMessage)}` : name;
  if (cause === undefined) return shown;
  const isOutOfReach = unreachable.some((kind) => error instanceof kind) && cause instanceof Error;
  return `${shown} < ${isOutOfReach ? `${cause.name}: ${cause.message.slice(0, keptMessage)}` : nameOf(cause)}`;
}

function outageOf(error: unknown): Outage | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof RoomUnreachable) return "rooms";
  if (error instanceof JobsUnreachable) return "jobs";
  if (error instanceof InboxUnreachable) return "inbox";
  // By its name: adapters import nothing of db. What it is caused by may be anything.
  if (error.name === "TextUnavailable" || isDatabaseOutage(error.message)) return "database";
  if (isStorageOutage(error.message)) return "storage";
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
