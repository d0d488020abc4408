/**
 * Who may keep a copy of an answer, and for how long: decided here alone. What somebody signed in gets is theirs, and so
 * is an answer that sets a cookie: no shared cache keeps it, and their own browser asks before it shows it again. Of a visitor's answers only public photos and the
 * API's description may be kept, for minutes: what is deleted, unpublished or held is gone everywhere after them.
 */

/** A public photo may be shown for this long after the database was asked about it: by our cache and a browser together. */
const photoMaxAgeSeconds = 300;

/** Returns the header of a public photo that may be shown for some seconds more. */
export function publicPhotoFor(seconds: number): string {
  return `public, max-age=${seconds}`;
}

/**
 * Headers of a public photo. No cache in front of the app keeps it (RFC 9213), as it would show the photo without asking
 * the app: our own cache (`public-picture`) forgets it the moment that it may not be seen.
 */
export const publicPhotoCaching = {
  "Cache-Control": publicPhotoFor(photoMaxAgeSeconds),
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

/** Returns whether a request has a token or a session's cookie, good or bad: one that is refused is somebody's, too. */
export function hasCredentials({ headers }: Request): boolean {
  return headers.has("Authorization") || /(?:^|;\s*)(?:__Host-)?heartfelt=[^;]/.test(headers.get("Cookie") ?? "");
}
