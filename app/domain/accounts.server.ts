import { uuidv7 } from "uuidv7";
import type { Account, SignIn, SignUp } from "~/contract/account";
import type { ConnectionId, SessionId } from "~/contract/ids";
import { hashPassword, isPassword } from "~/platform/password.server";
import { randomSecret, sha256 } from "~/platform/tokens.server";
import * as queries from "~db/queries/accounts";
import { listRoomsOf } from "~db/queries/connections";
import { gentleName } from "./gentle-names";
import { clearRate, takeRate } from "./rate-limits.server";
import type { Services } from "./services.server";

/** How long a session lasts without signing in again, in milliseconds. */
export const sessionLasts = 30 * 24 * 60 * 60 * 1000;

/** From where somebody comes: for the limits and the list of sessions. */
export interface Device {
  userAgent: string | null;
  /** The network address; only its hash is kept. */
  address: string;
}

/** A person and the session they are in. */
export interface Viewer {
  account: Account;
  sessionId: SessionId;
}

/** A new session, with the secret that stands for it: shown once, stored only as a hash. */
export interface OpenedSession extends Viewer {
  secret: string;
}

export type SignedUp =
  { kind: "signed_in"; session: OpenedSession } | { kind: "email_taken" } | { kind: "limited"; retryAfter: number };

/** Makes an account and signs in. */
export async function signUp(services: Services, input: SignUp, device: Device): Promise<SignedUp> {
  const rate = await takeRate(services, "sign_up_place", await placeOf(services, device));
  if (rate.kind === "limited") return rate;
  const user = {
    id: uuidv7(),
    email: input.email,
    displayName: input.display_name ?? gentleName(Math.random()),
    passwordHash: await hashPassword(input.password),
    role: "member" as const,
    createdAt: services.now(),
  };
  if (!(await queries.insertUser(services.db, user))) return { kind: "email_taken" };
  return { kind: "signed_in", session: await openSession(services, user, device) };
}

export type SignedInOutcome =
  | { kind: "signed_in"; session: OpenedSession }
  | { kind: "wrong_credentials" }
  | { kind: "limited"; retryAfter: number };

/** Signs in. An unknown address takes as long and answers the same as a wrong password. */
export async function signIn(services: Services, input: SignIn, device: Device): Promise<SignedInOutcome> {
  const emailKey = await sha256(`email:${input.email}`);
  for (const [rule, subject] of [
    ["sign_in_place", await placeOf(services, device)],
    ["sign_in_email", emailKey],
  ] as const) {
    const rate = await takeRate(services, rule, subject);
    if (rate.kind === "limited") return rate;
  }
  const user = await queries.findUserByEmail(services.db, input.email);
  const isRight = await isPassword(input.password, user?.passwordHash ?? null);
  if (!user || !isRight) return { kind: "wrong_credentials" };
  await clearRate(services, "sign_in_email", emailKey);
  return { kind: "signed_in", session: await openSession(services, user, device) };
}

export type Refreshed = { kind: "signed_in"; session: OpenedSession } | { kind: "unknown" | "reused" };

/** Exchanges a secret for a new one. One that was exchanged before ends the session: somebody has a copy. */
export async function refreshSession(services: Services, secret: string): Promise<Refreshed> {
  const { db, now } = services;
  const hash = await sha256(secret);
  const known = await queries.findSecret(db, hash);
  if (!known) return { kind: "unknown" };
  const found = await queries.findBySecret(db, hash, now());
  const isFirst = found !== null && (await queries.replaceSecret(db, hash, now()));
  if (isFirst) return { kind: "signed_in", session: await renew(services, found) };
  if (found === null && known.replacedAt === null) return { kind: "unknown" };
  await endSession(services, known.sessionId as SessionId);
  services.log({ event: "refresh_token_reused", session_id: known.sessionId });
  return { kind: "reused" };
}

/** The viewer of a session's secret, as a browser's cookie carries it; null when it is stale. */
export async function findViewerBySecret(services: Services, secret: string): Promise<Viewer | null> {
  const found = await queries.findBySecret(services.db, await sha256(secret), services.now());
  return found && viewerOf(found);
}

/** The viewer of a session, while it lives. */
export async function findViewerBySession(
  services: Services,
  session: { id: SessionId; userId: string },
): Promise<Viewer | null> {
  const found = await queries.findBySession(services.db, session, services.now());
  return found && viewerOf(found);
}

/** Ends a session, and closes the sockets that it opened. */
export async function signOut(services: Services, viewer: Viewer): Promise<void> {
  await endSession(services, viewer.sessionId);
  const rooms = await listRoomsOf(services.db, viewer.account.id);
  // A room out of reach closes the socket itself when its token expires.
  await Promise.allSettled(rooms.map((room) => services.rooms.endSession(room as ConnectionId, viewer.sessionId)));
}

async function endSession(services: Services, sessionId: SessionId): Promise<void> {
  await queries.endSession(services.db, sessionId, services.now());
}

async function openSession(services: Services, user: queries.UserRow, device: Device): Promise<OpenedSession> {
  const createdAt = services.now();
  const session = {
    id: uuidv7(),
    userId: user.id,
    userAgent: device.userAgent?.slice(0, 300) ?? null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + sessionLasts),
  };
  const secret = randomSecret();
  await queries.insertSession(services.db, session, await sha256(secret));
  return { ...viewerOf({ user, sessionId: session.id }), secret };
}

async function renew(services: Services, found: Found): Promise<OpenedSession> {
  const secret = randomSecret();
  const hash = await sha256(secret);
  await queries.insertSecret(services.db, { hash, sessionId: found.sessionId, issuedAt: services.now() });
  return { ...viewerOf(found), secret };
}

interface Found {
  user: queries.UserRow;
  sessionId: string;
}

function viewerOf({ user, sessionId }: Found): Viewer {
  const account = {
    id: user.id,
    email: user.email,
    display_name: user.displayName,
    role: user.role,
    created_at: user.createdAt.toISOString(),
  } as Account; // the id was written as one
  return { account, sessionId: sessionId as SessionId };
}

/** A place is limited by the hash of its address, keyed so that the table tells nobody's address. */
function placeOf(services: Services, device: Device): Promise<string> {
  return sha256(`place:${services.settings.jwtSecret}:${device.address}`);
}
