/** Each address has one spelling: another case, another encoding or another slash is no other way to the same thing. */
import { allEndpoints } from "~/contract/api";

export type PathCheck = { kind: "good" } | { kind: "unknown" } | { kind: "redirect"; path: string };

/** Paths of the API, and of the photos beside it: programs use them, so they are matched letter by letter. */
const apiPath = /^\/(?:api|images)(?:[/.]|$)/i;

/** Pages among them: their `.data` is what the router asks for. */
const apiPages = ["/api/docs", "/api/docs.data"];

const apiPatterns = allEndpoints.map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`));

/** A percent-encoded letter, digit, or one of `-._~`: RFC 3986 has these written as they are. */
const needlesslyEncoded = /%(?:2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/i;

/**
 * Returns whether a path is spelled as this app spells it. A page's address with a slash at its end leads to the one
 * without: people type it.
 */
export function checkPath(method: string, path: string): PathCheck {
  if (path.includes("//") || needlesslyEncoded.test(path)) return { kind: "unknown" };
  if (apiPath.test(path)) return { kind: isApiPath(path) ? "good" : "unknown" };
  if (path === "/" || !path.endsWith("/")) return { kind: "good" };
  return method === "GET" || method === "HEAD" ? { kind: "redirect", path: path.slice(0, -1) } : { kind: "unknown" };
}

function isApiPath(path: string): boolean {
  if (apiPages.includes(path)) return true;
  return !path.endsWith(".data") && apiPatterns.some((pattern) => pattern.test(path));
}
