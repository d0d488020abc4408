import type { Services } from "~/domain/ports";
import { redirect, type AppLoadContext } from "@remix-run/cloudflare";
import type { SignedIn } from "~/contract/account";
import type { SessionId, UserId } from "~/contract/ids";
import { formatDevice, parseDevice, rememberAccount, type Device } from "~/domain/accounts/devices.server";
import type { EmailTakenResult } from "~/domain/accounts/sign-up-limits.server";
import type { CeremonyContext } from "~/domain/accounts/passkeys.server";
import {
  findViewerBySecret,
  findViewerBySession,
  sessionTtlMs,
  type ClientInfo,
  type OpenedSession,
  type Viewer,
} from "~/domain/accounts/sessions.server";
import { claimedAccount, claimOf } from "./claimed-account.server";
import { accountCookieFor, deviceCookieFor, readCookie, sessionCookieFor } from "./cookies.server";
import { notFound, notSignedIn } from "./problem.server";
import { emailTaken } from "./refusals.server";
import { reply, type Reply } from "./reply.server";

export type { Viewer } from "~/domain/accounts/sessions.server";

/** The viewers of the requests that are being answered: of each the session is looked up once, however many loaders ask. */
const viewers = new WeakMap<AppLoadContext, Promise<Viewer | null>>();

/**
 * The viewer, or null for a visitor. A bearer token that is bad throws 401; a stale cookie is a visitor. The loaders of a page
 * share what the first of them found; an action looks for itself, as what it changes is read after it.
 */
export function findViewer(request: Request, context: AppLoadContext): Promise<Viewer | null> {
  if (request.method !== "GET" && request.method !== "HEAD") return lookUpViewer(request, context);
  const known = viewers.get(context);
  if (known) return known;
  const viewer = lookUpViewer(request, context);
  viewers.set(context, viewer);
  return viewer;
}

async function lookUpViewer(request: Request, context: AppLoadContext): Promise<Viewer | null> {
  const bearer = bearerToken(request);
  if (bearer !== null) return viewerOfToken(bearer, context);
  const secret = await readSecret(request);
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

/** Returns the viewer as their inbox knows them. */
export function readerOf({ account, sessionId }: Viewer): { userId: UserId; sessionId: SessionId } {
  return { userId: account.id, sessionId };
}

/** The viewer of an inbox's socket, by a token that is good for nothing else. Throws a 401 problem. */
export async function requireInboxViewer(token: string, { services }: AppLoadContext) {
  const verified = await services.tokens.verify(token, "heartfelt-inbox");
  if (verified.kind !== "valid") throw badInboxToken();
  const { userId, sessionId } = verified.subject;
  if (!(await findViewerBySession(services, { id: sessionId, userId }))) throw badInboxToken();
  return { userId, sessionId, tokenId: verified.tokenId, tokenExpiresAt: verified.expiresAt.getTime() };
}

/** 401 for a token of the inbox that is of another purpose, past its time, or was used. */
export function badInboxToken() {
  return notSignedIn("The token is not good (any more): get one from POST /api/inbox/token.");
}

/** The time that a socket may stay open before its client must show a fresh token, in milliseconds. */
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

interface SignedInCall {
  services: Services;
  request: Request;
  session: OpenedSession;
}

/** Returns the reply of sign-up and sign-in: tokens for API clients, the cookies for browsers. */
export async function signedInReply<const Status extends number>(
  status: Status,
  call: SignedInCall,
): Promise<Reply<Status, SignedIn>> {
  return reply(status, await signedInBody(call), await signedInHeaders(call));
}

/** Returns the answer to a sign-up, by password or by passkey. */
export async function signedUpReply(
  outcome: { kind: "signed_in"; session: OpenedSession } | EmailTakenResult,
  call: Omit<SignedInCall, "session">,
) {
  return outcome.kind === "signed_in" ? signedInReply(201, { ...call, session: outcome.session }) : emailTaken(outcome);
}

/** Returns the reply of a refresh. The device stays as it is: a token that comes again must find the same one. */
export async function refreshedReply(call: SignedInCall): Promise<Reply<200, SignedIn>> {
  return reply(200, await signedInBody(call), await sessionHeaders(call));
}

async function signedInBody({ services, session }: SignedInCall): Promise<SignedIn> {
  const { token, expiresAt } = await services.tokens.issue(
    { userId: session.account.id, sessionId: session.sessionId },
    "heartfelt-api",
  );
  return { user: session.account, token, expires_at: expiresAt.toISOString(), refresh_token: session.secret };
}

/** Returns the headers of signing in: the session, and the device that is known from now on. */
export async function signedInHeaders(call: SignedInCall): Promise<Headers> {
  const { services, request, session } = call;
  const headers = await sessionHeaders(call);
  const device = await rememberAccount(services, await readDevice(request), session.account.id);
  headers.append("Set-Cookie", await deviceCookieFor(request).serialize(formatDevice(device)));
  return headers;
}

/** Returns the headers that set a browser's session, and whose it is. */
export async function sessionHeaders({ services, request, session }: SignedInCall): Promise<Headers> {
  const { account, secret } = session;
  const claim = await claimOf(services.secrets, { userId: account.id, secret });
  return sessionCookies(request, { secret, claim, maxAge: sessionTtlMs / 1000 });
}

/** Returns the headers of a session that expired or was revoked: cached pages go, drafts stay for the next sign-in. */
export async function endedSessionHeaders(request: Request): Promise<Headers> {
  return withoutSession(request, '"cache"');
}

/** Returns the headers of signing out: all that is kept on the device goes, as the next person may be a stranger. */
export async function signedOutHeaders(request: Request): Promise<Headers> {
  return withoutSession(request, '"cache", "storage"');
}

async function withoutSession(request: Request, cleared: string): Promise<Headers> {
  const headers = await sessionCookies(request, { secret: "", claim: "", maxAge: 0 });
  headers.set("Clear-Site-Data", cleared);
  return headers;
}

/** `maxAge` in seconds. */
async function sessionCookies(
  request: Request,
  { secret, claim, maxAge }: { secret: string; claim: string; maxAge: number },
): Promise<Headers> {
  const headers = new Headers();
  headers.append("Set-Cookie", await sessionCookieFor(request).serialize(secret, { maxAge }));
  headers.append("Set-Cookie", await accountCookieFor(request).serialize(claim, { maxAge }));
  return headers;
}

/** Returns the session's secret in the cookie; null when there is none. */
export function readSecret(request: Request): Promise<string | null> {
  return readCookie(sessionCookieFor(request), request);
}

/**
 * Returns whom a request is from if its session lives, without a trip to D1: a token says so, and in browsers a cookie. Null
 * where nothing does.
 */
export async function claimedAccountOf(request: Request, { services }: AppLoadContext): Promise<UserId | null> {
  if (request.headers.has("Authorization")) {
    const verified = await services.tokens.verify(bearerToken(request) ?? "", "heartfelt-api");
    return verified.kind === "valid" ? verified.subject.userId : null;
  }
  const [secret, claim] = await Promise.all([readSecret(request), readCookie(accountCookieFor(request), request)]);
  return secret === null || claim === null ? null : claimedAccount(services.secrets, { claim, secret });
}

async function readDevice(request: Request): Promise<Device | null> {
  const value = await readCookie(deviceCookieFor(request), request);
  return value === null ? null : parseDevice(value);
}

/** Returns the client's network address. Cloudflare sets it; a client cannot. */
export function addressOf(request: Request): string {
  return request.headers.get("CF-Connecting-IP") ?? "local";
}

/** Returns what is known of the client. */
export async function clientInfoOf(request: Request): Promise<ClientInfo> {
  return {
    userAgent: request.headers.get("User-Agent"),
    address: addressOf(request),
    device: await readDevice(request),
  };
}

/** Returns the relying party of a passkey ceremony, and the client that takes part in it. */
export async function ceremonyContextOf(request: Request): Promise<CeremonyContext> {
  const { hostname, origin } = new URL(request.url);
  return { site: { id: hostname, origin }, client: await clientInfoOf(request) };
}

/** Where to go after signing in: a path of this site, whatever the link says. */
export function nextPath(request: Request): string {
  const { searchParams, origin } = new URL(request.url);
  try {
    const target = new URL(searchParams.get("next") ?? "/", origin);
    const path = target.pathname + target.search;
    // Parsed again as the browser will: "/..//evil.example" becomes "//evil.example", which names another host.
    const isHere = target.origin === origin && new URL(path, origin).origin === origin;
    return isHere ? path : "/";
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
