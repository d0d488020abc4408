import { uuidv7 } from "uuidv7";
import { RequestId, RoutePattern } from "~/contract/log";

/** Returns a request's id, which goes into logs, pages and answers: always ours, so that nobody can make two alike. */
export function newRequestId(): RequestId {
  return uuidv7();
}

/** Returns the id that a client or a proxy gave the request, for the log alone; null unless it is a UUID. */
export function clientRequestIdOf(request: Request): RequestId | null {
  const given = request.headers.get("X-Request-Id");
  if (given === null) return null;
  const parsed = RequestId.safeParse(given.toLowerCase());
  return parsed.success ? parsed.data : null;
}

/** Returns the pattern of a request's path: words stay, everything else (ids, and what people make up) is `:id`. */
export function routeOf(request: Request): string {
  const parts = new URL(request.url).pathname.split("/").slice(1, 9);
  const pattern = `/${parts.map((part) => (/^[a-z-]{0,40}$/.test(part) ? part : ":id")).join("/")}`;
  return RoutePattern.safeParse(pattern).success ? pattern : "/:id";
}
