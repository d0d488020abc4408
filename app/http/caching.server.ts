/**
 * Who may keep a copy of an answer, and for how long: decided here alone. What somebody signed in gets is theirs, and so
 * is an answer that sets a cookie: no shared cache keeps it, and their own browser asks before it shows it again. Of a visitor's answers only public photos and the
 * API's description may be kept, for minutes: what is deleted, unpublished or held is gone everywhere after them.
 */

/** A browser that saw a public photo may show it again for this long without asking. */
const photoMaxAgeSeconds = 300;

/**
 * Headers of a public photo. No cache in front of the app keeps it (RFC 9213): each request is decided in the database, so a
 * photo is gone from every server the moment it may not be seen.
 */
export const publicPhotoCaching = {
  "Cache-Control": `public, max-age=${photoMaxAgeSeconds}`,
  "CDN-Cache-Control": "no-store",
  Vary: "Cookie, Authorization",
} as const;

/** Headers of what its caller alone may see: no cache keeps it. */
export const privateCaching = { "Cache-Control": "private, no-store" } as const;

/** Returns the answer with what caches may do with it. */
export function withCaching(answer: Response, request: Request): Response {
  const given = answer.headers.get("Cache-Control");
  const isTheirs = hasCredentials(request) || answer.headers.has("Set-Cookie");
  const decided = isTheirs ? privateOf(given) : (given ?? "private, no-cache");
  if (decided === given) return answer;
  const headers = new Headers(answer.headers);
  headers.set("Cache-Control", decided);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** A page or a photo may be shown again once the server has said so; data is fetched again. */
function privateOf(given: string | null): string {
  return given !== null && /\b(?:no-cache|public)\b/.test(given) ? "private, no-cache" : "private, no-store";
}

/** Good or bad: a token that is refused is somebody's, too. */
function hasCredentials({ headers }: Request): boolean {
  return headers.has("Authorization") || /(?:^|;\s*)(?:__Host-)?heartfelt=[^;]/.test(headers.get("Cookie") ?? "");
}
