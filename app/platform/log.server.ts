/**
 * Everything that may be logged. People's words, names, addresses and tokens have no field here, so they cannot be.
 * One JSON object per line, as Workers Logs reads it.
 */
export type LogEvent =
  | { event: "request"; method: string; route: string; status: number; milliseconds: number }
  | { event: "failed"; where: string; error: string }
  | { event: "refresh_token_reused"; session_id: string }
  | { event: "photo_stored"; photo_id: string; regions: number; original_kept: "yes" | "no" }
  | { event: "photo_refused"; code: string }
  | { event: "person_finder_failed"; photo_id: string; error: string }
  | { event: "account_leaving" | "account_kept" }
  | { event: "swept"; accounts: number; objects: number; photos: number };

/** Writes an event, stamped with the request it belongs to. */
export type Log = (event: LogEvent) => void;

/** A log whose lines carry the request's id. */
export function openLog(requestId: string): Log {
  return (event) => console.log(JSON.stringify({ request_id: requestId, ...event }));
}
