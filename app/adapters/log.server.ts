import type { Log } from "~/domain/ports";

/** A log whose lines carry the request's id: one JSON object per line, as Workers Logs reads it. */
export function openLog(requestId: string): Log {
  return (event) => console.log(JSON.stringify({ request_id: requestId, ...event }));
}
