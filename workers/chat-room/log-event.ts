import { type LogEvent, RequestId } from "../../app/contract/log";

/** Logs an event of the room as one line of JSON, as the app does, with the id of the request behind it if there is one. */
export function logEvent(event: LogEvent, request?: Request): void {
  const id = RequestId.safeParse(request?.headers.get("X-Request-Id"));
  console.log(JSON.stringify({ ...(id.success && { request_id: id.data }), ...event }));
}
