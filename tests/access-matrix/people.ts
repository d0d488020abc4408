/** The people of the matrix, and what each shows to the app. */
import { readFileSync } from "node:fs";
import { decodeJwt, SignJWT } from "jose";
import { bodyOf } from "~/client/body-of";
import type { SignedIn } from "~/contract/account";
import { SessionId } from "~/contract/ids";
import { jwtTokens, secretsOf } from "~/adapters/tokens.server";
import { claimOf } from "~/http/claimed-account.server";
import { clientOf, fromAPlaceOfTheirOwn, newPerson, type Person } from "../api/client";

/** The credentials that somebody sends. */
export interface Credentials {
  headers: Record<string, string>;
  /** For sockets, whose token is in the query. */
  token: string | null;
}

export const nobody: Credentials = { headers: {}, token: null };

export function withToken(token: string): Credentials {
  return { headers: { Authorization: `Bearer ${token}` }, token };
}

/** The cookie of a browser that signed in before there was one that says whose session it is. */
export function withCookie(secret: string): Credentials {
  return { headers: { Cookie: `heartfelt=${secret}` }, token: null };
}

/** The cookies that a browser has after a sign-in. */
export async function withCookies({ user, refresh_token: secret }: SignedIn): Promise<Credentials> {
  const secrets = secretsOf({ jwtSecret: appSecret, previousJwtSecret: null });
  const claim = await claimOf(secrets, { userId: user.id, secret });
  return { headers: { Cookie: `heartfelt=${secret}; heartfelt-account=${claim}` }, token: null };
}

/** Many people at once: signing up takes a moment of computing each. */
export function newPeople(count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, newPerson));
}

/** Signs a person in once more, in a session of its own. */
export async function signInAgain({ email, password }: Person): Promise<SignedIn> {
  const visitor = clientOf(null, fromAPlaceOfTheirOwn());
  return bodyOf(await visitor.call("POST /api/auth/sign-in", { body: { email, password } }));
}

export async function signOut(session: SignedIn): Promise<void> {
  bodyOf(await clientOf(session).call("POST /api/auth/sign-out"));
}

/** The secret with which the served app signs. */
export const appSecret = /^JWT_SECRET\s*=\s*"?([^"\n]+)/m.exec(readFileSync(".dev.vars", "utf8"))?.[1] ?? "";

/** A token of a person's own session, as the app itself made it at another time. Signed with the app's secret. */
export async function tokenMadeAt({ user, token }: SignedIn, now: Date): Promise<string> {
  const subject = { userId: user.id, sessionId: SessionId.parse(decodeJwt(token).sid) };
  const tokens = jwtTokens({ jwtSecret: appSecret, previousJwtSecret: null }, () => now);
  return (await tokens.issue(subject, "heartfelt-api")).token;
}

/** A token that says what another says, signed with a secret that is not the app's. */
export function forged(token: string): Promise<string> {
  const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
  return new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(new TextEncoder().encode("x".repeat(32)));
}

/** A token for sockets: good for a minute. */
export async function chatCredentials(person: Person): Promise<Credentials> {
  return withToken(bodyOf(await clientOf(person).call("POST /api/chat/token")).token);
}

/** Invalid credentials, by the names of rules.md. All are, or were, of the one person. */
export async function badCredentials(person: Person): Promise<Record<string, Credentials>> {
  const left = await signInAgain(person);
  await signOut(left);
  return {
    visitor: nobody,
    "stale cookie": await withCookies(left),
    "signed-out token": withToken(left.token),
    "expired token": withToken(await tokenMadeAt(person, new Date(Date.now() - 60 * 60_000))),
    "forged token": withToken(await forged(person.token)),
    "chat token": await chatCredentials(person),
    "refresh token": withToken(person.refresh_token),
    "other scheme": { headers: { Authorization: `Basic ${btoa(`${person.email}:${person.password}`)}` }, token: null },
  };
}
