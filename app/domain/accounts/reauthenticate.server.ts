import { findUser } from "~db/queries/accounts";
import { findBySession } from "~db/queries/sessions";
import { takeRates } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import type { Viewer } from "./sessions.server";
import { verifyCounted, type GuessLimit } from "./verify-password.server";

/** Where an account has no password, a sign-in at most this old stands for it. */
const freshSignInMs = 10 * 60 * 1000;

export type ReauthenticationFailure =
  { kind: "password_missing" | "wrong_credentials" | "sign_in_again" } | { kind: "limited"; retryAfterSeconds: number };

/** The return of what a password's try took from its rate limit: called beside the writes of a work, so that nobody waits for it. */
type Forgive = () => Promise<void>;

type ReauthenticationResult = { kind: "verified"; forgive: Forgive } | ReauthenticationFailure;

/**
 * Does a work for who shows the password, or without one a fresh sign-in: an unlocked screen is not proof of identity. A work
 * that does not call `forgive` has it called after it.
 */
export async function whenReauthenticated<Result>(
  services: Services,
  viewer: Viewer,
  input: { password?: string | undefined },
  work: (forgive: Forgive) => Promise<Result>,
): Promise<Result | ReauthenticationFailure> {
  const verified = await reauthenticate(services, viewer, input);
  if (verified.kind !== "verified") return verified;
  let forgiving: Promise<void> | null = null;
  const forgive = () => (forgiving ??= verified.forgive());
  const result = await work(forgive);
  await forgive();
  return result;
}

async function reauthenticate(
  services: Services,
  viewer: Viewer,
  { password }: { password?: string | undefined },
): Promise<ReauthenticationResult> {
  const limits: readonly GuessLimit[] = [{ rule: "reauthenticate", subject: viewer.sessionId, onSuccess: "fill" }];
  const isTry = password !== undefined;
  const [user, rate] = await Promise.all([
    findUser(services.db, viewer.account.id),
    isTry ? takeRates(services, limits) : null,
  ]);
  const storedHash = user?.passwordHash || null;
  if (storedHash === null) return freshSignIn(services, viewer);
  if (!isTry || rate === null) return { kind: "password_missing" };
  if (rate.kind === "limited") return rate;
  const checked = await verifyCounted(services, { password, storedHash, limits });
  return checked.kind === "correct" ? { kind: "verified", forgive: checked.forgive } : checked;
}

async function freshSignIn(services: Services, { account, sessionId }: Viewer): Promise<ReauthenticationResult> {
  const session = await findBySession(services.db, { id: sessionId, userId: account.id }, services.now());
  const isFresh = session !== null && services.now().getTime() - session.createdAt.getTime() <= freshSignInMs;
  return isFresh ? { kind: "verified", forgive: () => Promise.resolve() } : { kind: "sign_in_again" };
}

/** Returns whether an account has a password; without one only passkeys sign in to it. */
export async function hasPassword(services: Services, viewer: Viewer): Promise<boolean> {
  return ((await findUser(services.db, viewer.account.id))?.passwordHash ?? "") !== "";
}
