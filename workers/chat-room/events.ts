import { type LogEvent, RequestId } from "../../app/contract/log";

/** Writes an event of the room as the app does: one JSON object per line, with the request's id where one is behind it. */
export function logEvent(event: LogEvent, request?: Request): void {
  const id = RequestId.safeParse(request?.headers.get("X-Request-Id"));
  console.log(JSON.stringify({ ...(id.success && { request_id: id.data }), ...event }));
}
