import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { SessionId, UserId } from "~/contract/ids";
import type { Settings } from "./env.server";

const issuer = "heartfelt";
const algorithm = "HS256";

/** What a token opens: the API, or a socket and nothing else. */
export type Audience = "heartfelt-api" | "heartfelt-chat";

/** Seconds for which each is good. A socket token is used at once; the API's is renewed by its refresh token. */
const lifetimes: Record<Audience, number> = { "heartfelt-api": 15 * 60, "heartfelt-chat": 60 };

/** Whose a token is. */
export interface TokenSubject {
  userId: UserId;
  sessionId: SessionId;
}

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

const Claims = z.object({ sub: UserId, sid: SessionId, exp: z.number() });

/** Signs a token with the current secret. */
export async function issueToken(
  settings: Settings,
  { userId, sessionId }: TokenSubject,
  { audience, now }: { audience: Audience; now: Date },
): Promise<IssuedToken> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiresAt = issuedAt + lifetimes[audience];
  const token = await new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: await keyId(settings.jwtSecret) })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setJti(uuidv7())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(encoder.encode(settings.jwtSecret));
  return { token, expiresAt: new Date(expiresAt * 1000) };
}

export type Verified =
  { kind: "valid"; subject: TokenSubject; expiresAt: Date } | { kind: "expired" } | { kind: "invalid" };

/** Checks a token's signature, algorithm, issuer, audience and time. The session behind it is not looked up here. */
export async function verifyToken(
  settings: Settings,
  token: string,
  { audience, now }: { audience: Audience; now: Date },
): Promise<Verified> {
  try {
    const secret = await secretFor(settings, decodeProtectedHeader(token).kid);
    if (secret === null) return { kind: "invalid" };
    const { payload } = await jwtVerify(token, encoder.encode(secret), {
      algorithms: [algorithm],
      issuer,
      audience,
      currentDate: now,
    });
    const { sub, sid, exp } = Claims.parse(payload);
    return { kind: "valid", subject: { userId: sub, sessionId: sid }, expiresAt: new Date(exp * 1000) };
  } catch (error) {
    return { kind: error instanceof errors.JWTExpired ? "expired" : "invalid" };
  }
}

const encoder = new TextEncoder();

/** The secret that a key id names: the current one, or the one before it while it is being rotated out. */
async function secretFor(settings: Settings, kid: string | undefined): Promise<string | null> {
  for (const secret of [settings.jwtSecret, settings.previousJwtSecret]) {
    if (secret !== null && kid === (await keyId(secret))) return secret;
  }
  return null;
}

/** A name for a secret that does not give it away: the start of its SHA-256. */
async function keyId(secret: string): Promise<string> {
  return (await sha256(`kid:${secret}`)).slice(0, 8);
}

/** SHA-256 of a text, base64url. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return Buffer.from(digest).toString("base64url");
}

/** 256 random bits, base64url: a secret that stands for a session. */
export function randomSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}
