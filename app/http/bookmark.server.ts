/**
 * Where a request's reads begin, and how whoever wrote reads that again. A bookmark is a state of the database: a browser
 * carries it in a cookie, a client with a token in a header. It is signed, as D1 does not say how it takes a forged one.
 */
import type { Secrets } from "~/domain/ports";
import { bookmarkCookieFor, readCookie } from "./cookies.server";
import { isReadNearby } from "./nearby-reads.server";

/** The header in which an API client gets a bookmark, and sends it back. */
export const bookmarkHeader = "Heartfelt-Bookmark";

/** A state of the database as D1 writes it, groups of hexadecimal digits, and our signature. */
const signedBookmark = /^([0-9a-f]{1,32}(?:-[0-9a-f]{1,32}){1,7})\.([A-Za-z0-9_-]{43})$/;

type Signing = Pick<Secrets, "keyedHash">;

/**
 * Returns where the reads of a request begin: at a bookmark, or by one of D1's words for a session without one. Most addresses read the primary, as do all writes: what they decide by is true
 * now. Where a replica may answer, it is at least as new as the caller's bookmark. Without one a browser's reads go to any
 * replica, as it wrote nothing for minutes; a client with a token, which may not know of bookmarks, reads the primary. So does
 * whoever sends a bookmark that is not ours.
 */
export async function readStartOf(request: Request, secrets: Signing): Promise<string> {
  if (!isReadNearby({ method: request.method, path: new URL(request.url).pathname })) return "first-primary";
  const sent = await sentBookmark(request);
  if (sent === null) return isByToken(request) ? "first-primary" : "first-unconstrained";
  return (await verified(sent, secrets)) ?? "first-primary";
}

/** What a request asked of the database. */
interface Asked {
  bookmark: () => string | null;
  hasWritten: () => boolean;
}

/**
 * Returns the answer with the bookmark that its caller is to send from now on: a browser, after it wrote; a client, always, but for
 * one whose session has ended: what was read ahead for it may have come to an end or not.
 */
export async function withBookmark(
  answer: Response,
  request: Request,
  { asked, secrets }: { asked: Asked; secrets: Signing },
): Promise<Response> {
  const bookmark = asked.bookmark();
  const isClient = isByToken(request);
  const learns = asked.hasWritten() || (isClient && answer.status !== 401);
  if (bookmark === null || answer.webSocket || !learns) return answer;
  const signed = await sign(bookmark, secrets);
  if (!isClient && signed === (await sentBookmark(request))) return answer;
  const marked = new Response(answer.body, answer);
  if (isClient) marked.headers.set(bookmarkHeader, signed);
  else marked.headers.append("Set-Cookie", await bookmarkCookieFor(request).serialize(signed));
  return marked;
}

function isByToken({ headers }: Request): boolean {
  return headers.has("Authorization");
}

async function sentBookmark(request: Request): Promise<string | null> {
  return isByToken(request) ? request.headers.get(bookmarkHeader) : readCookie(bookmarkCookieFor(request), request);
}

async function sign(bookmark: string, { keyedHash }: Signing): Promise<string> {
  return `${bookmark}.${await keyedHash("bookmark", bookmark)}`;
}

/** Returns the bookmark that we signed; null for anything else. */
async function verified(sent: string, secrets: Signing): Promise<string | null> {
  const [, bookmark] = signedBookmark.exec(sent) ?? [];
  return bookmark !== undefined && (await sign(bookmark, secrets)) === sent ? bookmark : null;
}
