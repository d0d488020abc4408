import type { EntryContext } from "@remix-run/cloudflare";

/**
 * Returns the headers by which the service worker knows whom a page was made for, and whether this device may keep it for when
 * there is no network: a route's `handle` says so (`keptOffline`). What a page shows of its reader goes with their session.
 */
export function audienceHeaders({ staticHandlerContext, routeModules }: EntryContext, status: number): Headers {
  const headers = new Headers();
  const root: unknown = staticHandlerContext.loaderData.root;
  if (typeof root !== "object" || root === null || !("account" in root)) return headers;
  headers.set("Heartfelt-Audience", typeof root.account === "string" ? root.account : "public");
  const page = staticHandlerContext.matches.at(-1);
  const handle: unknown = page && routeModules[page.route.id]?.handle;
  if (status === 200 && isKeptOffline(handle)) headers.set("Heartfelt-Keep", "offline");
  return headers;
}

function isKeptOffline(handle: unknown): boolean {
  return typeof handle === "object" && handle !== null && "keptOffline" in handle && handle.keptOffline === true;
}
