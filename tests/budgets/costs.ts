/** The cost of one request. Numbers that do not depend on the machine. */
export interface Costs {
  /** Statements, those of a batch counted one by one. */
  statements: number;
  /** The longest chain of round trips to D1 before the answer of which each waits for the one before. */
  tripsInRow: number;
  rowsRead: number;
  rowsWritten: number;
  r2Calls: number;
  /** Requests to Durable Objects. */
  objectCalls: number;
  /** Calls of the AI. */
  aiCalls: number;
}

export const noCosts: Readonly<Costs> = {
  statements: 0,
  tripsInRow: 0,
  rowsRead: 0,
  rowsWritten: 0,
  r2Calls: 0,
  objectCalls: 0,
  aiCalls: 0,
};

/** Costs that depend on the machine: their limits are generous, and tied to the platform's. */
export interface Weight {
  /** Time in which the isolate's code ran, as a sampling profiler sees it. */
  cpuMs: number;
  /** Held by the isolate after the call, garbage included. */
  heldBytes: number;
}

/** A sixth of the CPU that Cloudflare lets a request take. */
export const maxCpuMs = 5_000;

/** Of the 128 MB of an isolate, in which other requests need room, too. */
export const maxHeldBytes = 100_000_000;

/** The header in which a metered answer says what it cost, as JSON. */
export const costsHeader = "X-Costs";
