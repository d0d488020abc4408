import { uuidv7 } from "uuidv7";
import { RequestId, RoutePattern } from "~/contract/log";

/** Returns the id that a client or a proxy gave the request, if it is a UUID; a new one otherwise: it goes into logs and pages. */
export function requestIdOf(request: Request): RequestId {
  const given = RequestId.safeParse(request.headers.get("X-Request-Id")?.toLowerCase());
  return given.success ? given.data : uuidv7();
}

/** Returns the pattern of a request's path: words stay, everything else (ids, and what people make up) is `:id`. */
export function routeOf(request: Request): string {
  const parts = new URL(request.url).pathname.split("/").slice(1, 9);
  const pattern = `/${parts.map((part) => (/^[a-z-]{0,40}$/.test(part) ? part : ":id")).join("/")}`;
  return RoutePattern.safeParse(pattern).success ? pattern : "/:id";
}
