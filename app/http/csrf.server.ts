const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where a browser may say that a request comes from: our own pages, or a person who typed the address. */
const ownSites = new Set(["same-origin", "none"]);

/** Whether a request that changes something was sent by a page of another site. */
export function isCrossSiteRequest(request: Request): boolean {
  return !safeMethods.has(request.method) && isFromAnotherSite(request);
}

/**
 * Whether a page of another site sent this: also asked of socket upgrades, which are GETs. Browsers say where a request
 * comes from (`Origin`, `Sec-Fetch-Site`), and what they may come to say is refused until it is known to be safe; a client
 * that says neither is no browser, so no cookie was borrowed.
 */
export function isFromAnotherSite(request: Request): boolean {
  const origin = request.headers.get("Origin");
  const site = request.headers.get("Sec-Fetch-Site");
  return (origin !== null && origin !== new URL(request.url).origin) || (site !== null && !ownSites.has(site));
}
