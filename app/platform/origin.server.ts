const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request that changes something was sent by a page of another site. Browsers say where a request comes from
 * (`Origin`, `Sec-Fetch-Site`); a client that says neither is no browser, so no cookie was borrowed.
 */
export function comesFromElsewhere(request: Request): boolean {
  if (safeMethods.has(request.method)) return false;
  return hasForeignOrigin(request) || ["cross-site", "same-site"].includes(request.headers.get("Sec-Fetch-Site") ?? "");
}

/** Whether `Origin` is there and names another site: also asked of socket upgrades, which are GETs. */
export function hasForeignOrigin(request: Request): boolean {
  const origin = request.headers.get("Origin");
  return origin !== null && origin !== new URL(request.url).origin;
}
