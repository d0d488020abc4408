/** Which requests the service worker answers, and how. Pure. */

/** `network` is none of its business: the API, private pictures, other sites, whatever changes something. */
export type RequestKind = "asset" | "document" | "data" | "routes" | "photo" | "network";

/** The part of a `Request` that it looks at. */
interface AskedFor {
  method: string;
  url: string;
  mode: string;
}

/**
 * Returns what a request is for.
 * @param origin of this site
 */
export function kindOf({ method, url, mode }: AskedFor, origin: string): RequestKind {
  const { origin: asked, pathname } = new URL(url);
  // The API holds private pictures and chats: nothing of it passes through here, whatever it is opened as.
  if (method !== "GET" || asked !== origin || /^\/(?:api|dev)(?:\/|$)/.test(pathname)) return "network";
  if (pathname.startsWith("/assets/")) return "asset";
  if (mode === "navigate") return "document";
  if (pathname === "/__manifest") return "routes";
  if (pathname.endsWith(".data")) return "data";
  return pathname.startsWith("/images/") ? "photo" : "network";
}

/** Returns the path, with its query, of the page whose data is asked for. */
export function pageOfData(url: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.delete("_routes");
  const path = pathname === "/_root.data" ? "/" : pathname.replace(/\.data$/, "");
  return searchParams.size > 0 ? `${path}?${searchParams.toString()}` : path;
}

/** Returns a page's path with its query. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Returns the scripts, styles and fonts that a page names. */
export function assetsIn(html: string): string[] {
  return [...new Set(html.match(/\/assets\/[\w.-]+\.(?:js|css|woff2)/g))];
}
