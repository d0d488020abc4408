import { redirect, type AppLoadContext } from "@remix-run/cloudflare";
import type { SignedIn } from "~/contract/account";
import type { SessionId, UserId } from "~/contract/ids";
import type { CeremonyContext } from "~/domain/accounts/passkeys.server";
import {
  findViewerBySecret,
  findViewerBySession,
  sessionTtlMs,
  type ClientInfo,
  type OpenedSession,
  type Viewer,
} from "~/domain/accounts/sessions.server";
import { notFound, problem } from "./http.server";

export type { Viewer } from "~/domain/accounts/sessions.server";

/** The viewer, or null for a visitor. A bearer token that is bad throws 401; a stale cookie is a visitor. */
export async function findViewer(request: Request, context: AppLoadContext): Promise<Viewer | null> {
  const bearer = bearerToken(request);
  if (bearer !== null) return viewerOfToken(bearer, context);
  const secret = readSecret(request);
  return secret === null ? null : findViewerBySecret(context.services, secret);
}

/** The viewer of an API route that asks for one. Throws a 401 problem. */
export async function requireViewer(request: Request, context: AppLoadContext): Promise<Viewer> {
  const viewer = await findViewer(request, context);
  if (!viewer) throw notSignedIn("Sign in, or send Authorization: Bearer with a token from POST /api/auth/sign-in.");
  return viewer;
}

/** The viewer of a page that asks for one. Throws a redirect to the sign-in page, which comes back here. */
export async function requirePageViewer(request: Request, context: AppLoadContext): Promise<Viewer> {
  const viewer = await findViewer(request, context);
  if (viewer) return viewer;
  const { pathname, search } = new URL(request.url);
  throw redirect(`/sign-in?next=${encodeURIComponent(pathname.replace(/\.data$/, "") + search)}`);
}

/** The viewer of what is for staff alone. Throws the 404 of all that does not exist: nobody else learns that it does. */
export async function requireStaff(request: Request, context: AppLoadContext): Promise<Viewer> {
  const viewer = await findViewer(request, context).catch((error: unknown) => {
    if (error instanceof Response) return null; // a bad token learns no more than none
    throw error;
  });
  if (viewer?.account.role !== "staff") throw notFound();
  return viewer;
}

/** Who opens a socket, and until when it may stay open. */
export interface SocketViewer {
  userId: UserId;
  sessionId: SessionId;
  expiresAt: Date;
}

/** How long a socket may stay open before its client must show a fresh token, in milliseconds. */
const socketTtlMs = 15 * 60_000;

/** The viewer of an upgrade, by a chat token or the API's token. Throws a 401 problem. */
export async function requireSocketViewer(token: string, context: AppLoadContext): Promise<SocketViewer> {
  const { services } = context;
  for (const audience of ["heartfelt-chat", "heartfelt-api"] as const) {
    const verified = await services.tokens.verify(token, audience);
    if (verified.kind !== "valid") continue;
    const { userId, sessionId } = verified.subject;
    const viewer = await findViewerBySession(services, { id: sessionId, userId });
    if (!viewer) break;
    const expiresAt = new Date(Math.max(verified.expiresAt.getTime(), services.now().getTime() + socketTtlMs));
    return { userId, sessionId, expiresAt };
  }
  throw notSignedIn("The token is not good (any more): get one from POST /api/chat/token.");
}

/** What sign-up, sign-in and refresh answer: the bearer token for clients; the cookie goes with `sessionHeaders`. */
export async function signedInBody(context: AppLoadContext, session: OpenedSession): Promise<SignedIn> {
  const { token, expiresAt } = await context.services.tokens.issue(
    { userId: session.account.id, sessionId: session.sessionId },
    "heartfelt-api",
  );
  return { user: session.account, token, expires_at: expiresAt.toISOString(), refresh_token: session.secret };
}

/** The headers that give a browser its session. */
export function sessionHeaders(request: Request, secret: string): Headers {
  return new Headers({ "Set-Cookie": cookie(request, secret, sessionTtlMs / 1000) });
}

/** The headers of a session that ended by itself, with the pages it kept. Drafts stay: whoever it was signs in again. */
export function endedSessionHeaders(request: Request): Headers {
  return new Headers({ "Set-Cookie": cookie(request, "", 0), "Clear-Site-Data": '"cache"' });
}

/** The headers of signing out: what was kept on the device goes, drafts with their photos too. The next may be a stranger. */
export function signedOutHeaders(request: Request): Headers {
  return new Headers({ "Set-Cookie": cookie(request, "", 0), "Clear-Site-Data": '"cache", "storage"' });
}

/** The session's secret in the cookie; null when there is none. */
export function readSecret(request: Request): string | null {
  const name = cookieName(request);
  const pairs = (request.headers.get("Cookie") ?? "").split(/; */);
  const pair = pairs.find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || null;
}

/** Returns what is known of the client. Cloudflare sets the address; a client cannot. */
export function clientInfoOf(request: Request): ClientInfo {
  return {
    userAgent: request.headers.get("User-Agent"),
    address: request.headers.get("CF-Connecting-IP") ?? "local",
  };
}

/** Returns the relying party of a passkey ceremony, and the client that takes part in it. */
export function ceremonyContextOf(request: Request): CeremonyContext {
  const { hostname, origin } = new URL(request.url);
  return { site: { id: hostname, origin }, client: clientInfoOf(request) };
}

/** Where to go after signing in: a path of this site, whatever the link says. */
export function nextPath(request: Request): string {
  const { searchParams, origin } = new URL(request.url);
  try {
    const target = new URL(searchParams.get("next") ?? "/", origin);
    return target.origin === origin ? target.pathname + target.search : "/";
  } catch {
    return "/"; // not an address at all
  }
}

async function viewerOfToken(token: string, context: AppLoadContext): Promise<Viewer> {
  const verified = await context.services.tokens.verify(token, "heartfelt-api");
  if (verified.kind === "expired")
    throw notSignedIn("The token has expired: get a new one from POST /api/auth/refresh.");
  if (verified.kind === "invalid") throw notSignedIn("The token is not one of ours: sign in again.");
  const { sessionId, userId } = verified.subject;
  const viewer = await findViewerBySession(context.services, { id: sessionId, userId });
  if (!viewer) throw notSignedIn("The session has ended: sign in again.");
  return viewer;
}

function bearerToken(request: Request): string | null {
  const header = request.headers.get("Authorization");
  if (header === null) return null;
  const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  if (token === undefined) throw notSignedIn("Send the header as Authorization: Bearer <token>.");
  return token;
}

function notSignedIn(detail: string): Response {
  return problem("not_signed_in", detail, { headers: { "WWW-Authenticate": 'Bearer realm="heartfelt"' } });
}

/** Over https the name makes the browser itself refuse a cookie that another host or an http page set. */
function cookieName(request: Request): string {
  return isHttps(request) ? "__Host-heartfelt" : "heartfelt";
}

function cookie(request: Request, secret: string, maxAge: number): string {
  const secure = isHttps(request) ? "; Secure" : "";
  return `${cookieName(request)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure}`;
}

function isHttps(request: Request): boolean {
  return new URL(request.url).protocol === "https:";
}
