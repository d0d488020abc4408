import { Buffer } from "node:buffer";
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { SessionId, UserId } from "~/contract/ids";
import type { Audience, IssuedToken, Secrets, Tokens, TokenSubject, VerifiedToken } from "~/domain/ports";
import type { Settings } from "./env.server";

type Signing = Pick<Settings, "jwtSecret" | "previousJwtSecret">;

const issuer = "heartfelt";
const algorithm = "HS256";

/** The lifetime of each kind of token, in seconds. A socket token is used at once; the API's is renewed by its refresh token. */
const lifetimeSeconds: Record<Audience, number> = {
  "heartfelt-api": 15 * 60,
  "heartfelt-chat": 60,
  "heartfelt-inbox": 60,
};

const Claims = z.object({ sub: UserId, sid: SessionId, jti: z.string(), exp: z.number() });

/** JSON Web Tokens, signed with HS256. */
export function jwtTokens(settings: Signing, now: () => Date): Tokens {
  return {
    issue: (subject, audience) => issue(settings, subject, { audience, now: now() }),
    verify: (token, audience) => verify(settings, token, { audience, now: now() }),
  };
}

/** Signs with the current secret. */
async function issue(
  settings: Signing,
  { userId, sessionId }: TokenSubject,
  { audience, now }: { audience: Audience; now: Date },
): Promise<IssuedToken> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiresAt = issuedAt + lifetimeSeconds[audience];
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

async function verify(
  settings: Signing,
  token: string,
  { audience, now }: { audience: Audience; now: Date },
): Promise<VerifiedToken> {
  try {
    const secret = await secretFor(settings, decodeProtectedHeader(token).kid);
    if (secret === null) return { kind: "invalid" };
    const { payload } = await jwtVerify(token, encoder.encode(secret), {
      algorithms: [algorithm],
      issuer,
      audience,
      currentDate: now,
    });
    const { sub, sid, jti, exp } = Claims.parse(payload);
    return { kind: "valid", tokenId: jti, subject: { userId: sub, sessionId: sid }, expiresAt: new Date(exp * 1000) };
  } catch (error) {
    return { kind: error instanceof errors.JWTExpired ? "expired" : "invalid" };
  }
}

const encoder = new TextEncoder();

/** The secret that a key id names: the current one, or the one before it while it is being rotated out. */
async function secretFor(settings: Signing, kid: string | undefined): Promise<string | null> {
  for (const secret of [settings.jwtSecret, settings.previousJwtSecret]) {
    if (secret !== null && kid === (await keyId(secret))) return secret;
  }
  return null;
}

/** A name for a secret that does not give it away: the start of its SHA-256. */
async function keyId(secret: string): Promise<string> {
  return (await sha256(`kid:${secret}`)).slice(0, 8);
}

/** Random secrets, and hashes of what must not be stored as it is. */
export function secretsOf({ jwtSecret }: Signing): Secrets {
  return {
    random: () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"),
    hash: sha256,
    keyedHash: (purpose, text) => sha256(`${purpose}:${jwtSecret}:${text}`),
  };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return Buffer.from(digest).toString("base64url");
}
