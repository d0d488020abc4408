/**
 * Returns where a request should have gone; null when it is fine as it came. Over plain HTTP anybody on the way reads tokens
 * and photos, so only a machine that talks to itself may: Cloudflare names the client's scheme in the address and in
 * `X-Forwarded-Proto`, a tunnel to a local run in the header alone.
 */
export function secureAddressOf(request: Request): string | null {
  const url = new URL(request.url);
  const scheme = request.headers.get("X-Forwarded-Proto") ?? url.protocol.slice(0, -1);
  if (scheme !== "http" || isThisMachine(url.hostname)) return null;
  url.protocol = "https:";
  return url.href;
}

function isThisMachine(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** 308: the method stays, so that a form that was filled in over plain HTTP is not lost. */
export function redirectToHttps(address: string): Response {
  return new Response(null, { status: 308, headers: { Location: address, "Cache-Control": "no-store" } });
}
