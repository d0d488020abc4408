import { uuidv7 } from "uuidv7";
import { type LogEvent, RequestId, RoutePattern } from "~/contract/log";

/** Writes an event, stamped with the request it belongs to. */
export type Log = (event: LogEvent) => void;

/** A log whose lines carry the request's id: one JSON object per line, as Workers Logs reads it. */
export function openLog(requestId: string): Log {
  return (event) => console.log(JSON.stringify({ request_id: requestId, ...event }));
}

/** The id that a client or a proxy gave the request, if it is a UUID; a new one otherwise: it goes into logs and pages. */
export function requestIdOf(request: Request): RequestId {
  const given = RequestId.safeParse(request.headers.get("X-Request-Id")?.toLowerCase());
  return given.success ? given.data : uuidv7();
}

/** The pattern of a request's path: words stay, everything else (ids, and what people make up) is `:id`. */
export function routeOf(request: Request): string {
  const parts = new URL(request.url).pathname.split("/").slice(1, 9);
  const pattern = `/${parts.map((part) => (/^[a-z-]{0,40}$/.test(part) ? part : ":id")).join("/")}`;
  return RoutePattern.safeParse(pattern).success ? pattern : "/:id";
}

/**
 * What an error is called, with those of its causes. Messages may hold people's words (a query's parameters), so they are
 * left out; but D1's own, which tell what failed by table and column, and the runtime's for a room out of reach, stay.
 */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, cause } = error;
  const said = message.startsWith("D1_") ? `${name}: ${message.slice(0, 120)}` : name;
  if (cause === undefined) return said;
  const isOutOfReach = name === "RoomUnreachable" && cause instanceof Error;
  return `${said} < ${isOutOfReach ? `${cause.name}: ${cause.message.slice(0, 120)}` : nameOf(cause)}`;
}
