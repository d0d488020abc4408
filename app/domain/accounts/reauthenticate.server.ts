import { findUser } from "~db/queries/accounts";
import { findBySession } from "~db/queries/sessions";
import type { Services } from "~/domain/ports";
import type { Viewer } from "./sessions.server";
import { verifyPassword, type GuessLimit } from "./verify-password.server";

/** Where an account has no password, a sign-in at most this old stands for it. */
const freshSignInMs = 10 * 60 * 1000;

export type ReauthenticationFailure =
  { kind: "password_missing" | "wrong_credentials" | "sign_in_again" } | { kind: "limited"; retryAfterSeconds: number };

export type ReauthenticationResult = { kind: "verified" } | ReauthenticationFailure;

/** Requires the password, or without one a fresh sign-in: an unlocked screen is not proof of identity. */
export async function reauthenticate(
  services: Services,
  viewer: Viewer,
  { password }: { password?: string | undefined },
): Promise<ReauthenticationResult> {
  const { id: userId } = viewer.account;
  const storedHash = (await findUser(services.db, userId))?.passwordHash || null;
  if (storedHash !== null) {
    if (password === undefined) return { kind: "password_missing" };
    const limits: GuessLimit[] = [{ rule: "reauthenticate", subject: viewer.sessionId, onSuccess: "fill" }];
    const checked = await verifyPassword(services, { password, storedHash, limits });
    return checked.kind === "correct" ? { kind: "verified" } : checked;
  }
  const session = await findBySession(services.db, { id: viewer.sessionId, userId }, services.now());
  const isFresh = session !== null && services.now().getTime() - session.createdAt.getTime() <= freshSignInMs;
  return { kind: isFresh ? "verified" : "sign_in_again" };
}

/** Returns whether an account has a password; without one only passkeys sign in to it. */
export async function hasPassword(services: Services, viewer: Viewer): Promise<boolean> {
  return ((await findUser(services.db, viewer.account.id))?.passwordHash ?? "") !== "";
}
