import { findUser } from "~db/queries/accounts";
import { findBySession } from "~db/queries/sessions";
import { guessPassword } from "./accounts.server";
import type { Services } from "~/domain/ports";
import type { Viewer } from "./sessions.server";

/** How old a sign-in may be that stands for a password where there is none, in milliseconds. */
const freshSignIn = 10 * 60 * 1000;

export type Confirmed =
  | { kind: "right" }
  | { kind: "password_missing" | "wrong_credentials" | "sign_in_again" }
  | { kind: "limited"; retryAfter: number };

/** Somebody at an unlocked screen is not the person: the password tells, or where there is none a sign-in of just now. */
export async function confirmViewer(
  services: Services,
  viewer: Viewer,
  { password }: { password?: string | undefined },
): Promise<Confirmed> {
  const { id: userId, email } = viewer.account;
  if (await hasPassword(services, viewer)) {
    if (password === undefined) return { kind: "password_missing" };
    const guess = await guessPassword(services, { email, password });
    return guess.kind === "right" ? { kind: "right" } : guess;
  }
  const session = await findBySession(services.db, { id: viewer.sessionId, userId }, services.now());
  const isFresh = session !== null && services.now().getTime() - session.createdAt.getTime() <= freshSignIn;
  return { kind: isFresh ? "right" : "sign_in_again" };
}

/** Whether an account has a password; without one passkeys alone lead in. */
export async function hasPassword(services: Services, viewer: Viewer): Promise<boolean> {
  return ((await findUser(services.db, viewer.account.id))?.passwordHash ?? "") !== "";
}
