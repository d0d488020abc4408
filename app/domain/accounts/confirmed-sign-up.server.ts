/**
 * Signing up where every address must be confirmed first: the answer is the same for every address, and there is no account
 * until the one who chose the password opens the link and types it again. So nobody makes an account for another's address, and
 * nobody learns who has one.
 */
import type { FinishSignUp, SignUp } from "~/contract/account";
import type { UserId } from "~/contract/ids";
import { findUserByEmail, insertUser } from "~db/queries/accounts";
import { isAddressKept } from "~db/queries/address-changes";
import * as queries from "~db/queries/pending-sign-ups";
import type { Services } from "~/domain/ports";
import { mayMail, sendLetter } from "./letters.server";
import type { LinkState } from "./mail-links.server";
import { newUser } from "./new-user.server";
import { openSession, type ClientInfo, type OpenedSession } from "./sessions.server";
import { verifyPassword } from "./verify-password.server";

/** Time enough to find the mail. */
const pendingTtlMs = 24 * 60 * 60 * 1000;

/** Mails how it goes on: a link to who is new, and to who has an account that there is one. After the answer. */
export function mailSignUp(services: Services, input: SignUp, passwordHash: string): void {
  services.afterAnswer(async () => {
    if (!(await mayMail(services, "sign_up_link", input.email))) return;
    const user = await findUserByEmail(services.db, input.email, services.now());
    if (user) {
      return sendLetter(services, user.email, { kind: "already_member", name: user.displayName, path: "/sign-in" });
    }
    if (await isAddressKept(services.db, input.email, services.now())) return;
    const { id, displayName } = newUser(services, { ...input, id: services.newId<UserId>(), passwordHash });
    const secret = services.secrets.random();
    const createdAt = services.now();
    await queries.insertPending(services.db, {
      ...{ hash: await services.secrets.hash(secret), id, email: input.email, displayName, passwordHash, createdAt },
      expiresAt: new Date(createdAt.getTime() + pendingTtlMs),
    });
    const path = `/finish-sign-up?token=${secret}`;
    await sendLetter(services, input.email, { kind: "finish_sign_up", name: displayName, path });
  });
}

/** Returns how the link of a sign-up stands: one that was used is unknown, as nothing is kept of it. */
export async function readSignUp({ db, now, secrets }: Services, token: string): Promise<Exclude<LinkState, "used">> {
  const row = await queries.findPending(db, await secrets.hash(token));
  if (!row) return "unknown";
  return row.expiresAt <= now() ? "expired" : "good";
}

export type FinishResult =
  | { kind: "signed_in"; session: OpenedSession }
  | { kind: "refused"; link: Exclude<LinkState, "good"> }
  | { kind: "wrong_credentials" }
  | { kind: "limited"; retryAfterSeconds: number };

/** Makes the account and signs in, for who has both the link and the password. */
export async function finishSignUp(
  services: Services,
  { token, password }: FinishSignUp,
  client: ClientInfo,
): Promise<FinishResult> {
  const { db, now } = services;
  const hash = await services.secrets.hash(token);
  const row = await queries.findPending(db, hash);
  if (!row) return { kind: "refused", link: "unknown" };
  if (row.expiresAt <= now()) return { kind: "refused", link: "expired" };
  const limits = [{ rule: "reauthenticate", subject: hash, onSuccess: "fill" }] as const;
  const [checked, isKept] = await Promise.all([
    verifyPassword(services, { password, storedHash: row.passwordHash, limits }),
    isAddressKept(db, row.email, now()),
  ]);
  if (checked.kind !== "correct") return checked;
  const user = {
    ...newUser(services, { id: row.id, email: row.email, passwordHash: row.passwordHash }),
    ...{ displayName: row.displayName, emailVerifiedAt: now() },
  };
  const isNew = !isKept && (await insertUser(db, user));
  const [session] = await Promise.all([
    isNew ? openSession(services, user, client) : null,
    queries.deletePendingOf(db, row.email),
    checked.forgive(),
  ]);
  return session ? { kind: "signed_in", session } : { kind: "refused", link: "used" };
}
