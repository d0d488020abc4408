import type { Account } from "~/contract/account";
import type { SessionId, UserId } from "~/contract/ids";
import type { Session, SessionPage } from "~/contract/session";
import type { UserRow } from "~db/queries/accounts";
import { listRoomsOf } from "~db/queries/connections";
import * as queries from "~db/queries/sessions";
import { browserName } from "~/domain/devices/browser-name";
import { findTag, type Device } from "./devices.server";
import type { Services } from "~/domain/ports";

/** A session ends after this, however much it is used. */
export const sessionTtlMs = 30 * 24 * 60 * 60 * 1000;

/** A refresh token that comes again within this time is a parallel request or a lost answer, while its successor is unused. */
const refreshGraceMs = 30_000;

/** The time of last use is this coarse: a row is not written with each request. */
const touchIntervalMs = 15 * 60 * 1000;

/** A client, as rate limits and the list of sessions know it. */
export interface ClientInfo {
  userAgent: string | null;
  /** The network address; only its hash is kept. */
  address: string;
  /** The device that the browser says it is; null for one that nobody signed in on. */
  device: Device | null;
}

/** A person and the session they are in. */
export interface Viewer {
  account: Account;
  sessionId: SessionId;
}

/** A new session with its refresh token: shown once, stored only as a hash. */
export interface OpenedSession extends Viewer {
  secret: string;
}

/** Opens a session for somebody who has been authenticated. */
export async function openSession(services: Services, user: UserRow, client: ClientInfo): Promise<OpenedSession> {
  const createdAt = services.now();
  const session = {
    id: services.newId<SessionId>(),
    userId: user.id,
    userAgent: client.userAgent?.slice(0, 300) ?? null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + sessionTtlMs),
    isNewDevice: await isNewDevice(services, user, client.device),
  };
  const secret = services.secrets.random();
  await queries.insertSession(services.db, session, await services.secrets.hash(secret));
  if (session.isNewDevice) void services.inboxes.refresh([user.id]);
  return { account: accountOf(user), sessionId: session.id, secret };
}

/** The sign-in that follows a sign-up at once is no news to anybody. */
const signUpTakesMs = 60_000;

async function isNewDevice(services: Services, user: UserRow, device: Device | null): Promise<boolean> {
  if (services.now().getTime() - user.createdAt.getTime() < signUpTakesMs) return false;
  return (await findTag(services, device, user.id)) === null;
}

export type RefreshResult = { kind: "signed_in"; session: OpenedSession } | { kind: "unknown" | "reused" };

/**
 * Rotates a refresh token. The same one again, within {@link refreshGraceMs} and from the same device, gets the same
 * successor: of parallel refreshes each is answered alike, and an answer that was lost is given again. Any other that was
 * rotated before ends the session: somebody has a copy.
 */
export async function refreshSession(services: Services, secret: string, client: ClientInfo): Promise<RefreshResult> {
  const { db, now, secrets } = services;
  const hash = await secrets.hash(secret);
  const next = await successorOf(services, secret, client);
  const found = await queries.findBySecret(db, hash, now());
  if (found && (await queries.replaceSecret(db, hash, { hash: next.hash, now: now() }))) {
    await queries.touchSession(db, found.sessionId, now());
    return { kind: "signed_in", session: sessionOf(found, next.secret) };
  }
  const known = await queries.findSecret(db, hash);
  if (!known?.replacedAt) return { kind: "unknown" };
  const isRecent = now().getTime() - known.replacedAt.getTime() <= refreshGraceMs;
  const unused = isRecent ? await queries.findBySecret(db, next.hash, now()) : null;
  if (unused) return { kind: "signed_in", session: sessionOf(unused, next.secret) };
  await endReused(services, known.sessionId);
  return { kind: "reused" };
}

async function endReused(services: Services, sessionId: SessionId): Promise<void> {
  services.log({ event: "refresh_token_reused", session_id: sessionId });
  const userId = await queries.endSession(services.db, sessionId, services.now());
  if (userId === null) return;
  await closeSockets(services, userId, { ended: [sessionId], rooms: await listRoomsOf(services.db, userId) });
}

/**
 * Returns the secret that follows another one on a device, with its hash. It is made from that one, with the server's own
 * secret, so that it can be given again without being stored; a copy of a token on another device leads to another one.
 */
async function successorOf({ secrets }: Services, secret: string, { userAgent, device }: ClientInfo) {
  const successor = await secrets.keyedHash("refresh", JSON.stringify([secret, userAgent, device?.id ?? null]));
  return { secret: successor, hash: await secrets.hash(successor) };
}

/**
 * Returns the viewer of a session's secret, which a browser's cookie carries; null when it is stale. The primary is asked: a
 * session that has ended, or whose person is gone, opens nothing, however far a replica lags.
 */
export async function findViewerBySecret(services: Services, secret: string): Promise<Viewer | null> {
  return viewerOf(
    services,
    await queries.findBySecret(services.primaryDb, await services.secrets.hash(secret), services.now()),
  );
}

/** Returns the viewer of a session, as the primary knows it; null once it has ended. */
export async function findViewerBySession(
  services: Services,
  session: { id: SessionId; userId: UserId },
): Promise<Viewer | null> {
  return viewerOf(services, await queries.findBySession(services.primaryDb, session, services.now()));
}

/** Returns a page of the viewer's live sessions, newest first. `before` is the id after which to go on. */
export async function listSessions(
  services: Pick<Services, "db" | "now">,
  viewer: Viewer,
  { before, limit }: { before: string | null; limit: number },
): Promise<SessionPage> {
  const page = { before, limit: limit + 1, now: services.now() };
  const rows = await queries.listSessions(services.db, viewer.account.id, page);
  const shown = rows.slice(0, limit).map((row): Session => ({
    id: row.id,
    browser: browserName(row.userAgent),
    created_at: row.createdAt.toISOString(),
    last_used_at: (row.lastUsedAt ?? row.createdAt).toISOString(),
    is_current: row.id === viewer.sessionId,
  }));
  return { sessions: shown, next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** Ends the viewer's session, and closes the sockets that it opened. */
export async function signOut(services: Services, viewer: Viewer): Promise<void> {
  await endSessions(services, viewer.account.id, { only: viewer.sessionId });
}

/** Ends sessions of a person and closes their sockets. Returns how many it ended. */
export async function endSessions(services: Services, userId: UserId, which: queries.ChosenSessions): Promise<number> {
  const ended = await queries.endSessionsOf(services.db, userId, which, services.now());
  await closeSockets(services, userId, ended);
  return ended.ended.length;
}

/** Returns the account as its owner sees it. */
export function accountOf(user: UserRow): Account {
  return {
    id: user.id,
    email: user.email,
    display_name: user.displayName,
    role: user.role,
    created_at: user.createdAt.toISOString(),
    email_verified: user.emailVerifiedAt !== null,
    shows_last_seen: user.showsLastSeen,
    leaves_at: user.leavingAt?.toISOString() ?? null,
  } as Account; // the id was written as one
}

/** Closes the sockets of sessions that ended. A room out of reach closes them itself when their tokens expire. */
export async function closeSockets(
  services: Pick<Services, "inboxes" | "rooms">,
  userId: UserId,
  { ended, rooms }: queries.EndedSessions,
): Promise<void> {
  const closings = ended.flatMap((session) => [
    services.inboxes.endSession(userId, session),
    ...rooms.map((room) => services.rooms.endSession(room, session)),
  ]);
  await Promise.allSettled(closings);
}

function sessionOf({ user, sessionId }: queries.FoundSession, secret: string): OpenedSession {
  return { account: accountOf(user), sessionId, secret };
}

async function viewerOf(services: Services, found: queries.FoundSession | null): Promise<Viewer | null> {
  if (!found) return null;
  const lastUsedAt = found.lastUsedAt ?? found.createdAt;
  if (services.now().getTime() - lastUsedAt.getTime() > touchIntervalMs) {
    await queries.touchSession(services.db, found.sessionId, services.now());
  }
  return { account: accountOf(found.user), sessionId: found.sessionId };
}
