const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Values of `Sec-Fetch-Site` for our own pages, and for an address that a person typed. */
const ownSites = new Set(["same-origin", "none"]);

/** Whether a request that changes something was sent by a page of another site. */
export function isCrossSiteRequest(request: Request): boolean {
  return !safeMethods.has(request.method) && isFromAnotherSite(request);
}

/**
 * Whether a page of another site sent a request, by `Origin` and `Sec-Fetch-Site`; for WebSocket upgrades too, which are
 * GETs. Unknown values count as another site. A client that sends neither header is not a browser, so it uses nobody's
 * cookie.
 */
export function isFromAnotherSite(request: Request): boolean {
  const origin = request.headers.get("Origin");
  const site = request.headers.get("Sec-Fetch-Site");
  return (origin !== null && origin !== new URL(request.url).origin) || (site !== null && !ownSites.has(site));
}
