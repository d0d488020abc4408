/** A way back for who forgot their password: a link to the account's address, which is what proves that it is theirs. */
import type { Letter } from "~/contract/letter";
import type { ResetPassword } from "~/contract/account";
import { findUser, findUserByEmail, updateUser, type UserRow } from "~db/queries/accounts";
import { endTokens, findToken, insertToken, takeToken } from "~db/queries/mail-tokens";
import { takeRate } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { hashEmail } from "./accounts.server";
import { endSessions } from "./sessions.server";

/** Time enough to find the mail, and short enough for a mailbox that is read by others later. */
const resetLinkTtlMs = 30 * 60 * 1000;

const purpose = "reset_password";

/**
 * Mails a link, if the address has an account. All of it happens after the answer, so neither the answer nor its time tells
 * whether there is one. Returns false where no mail is sent at all.
 */
export function askForReset(services: Services, email: string): boolean {
  if (services.mailer === null) return false;
  services.afterAnswer(() => sendResetLink(services, email));
  return true;
}

async function sendResetLink(services: Services, email: string): Promise<void> {
  const { db, now, secrets } = services;
  // What is left of the address's share is no caller's business: it stays out of the answer.
  const silent = { ...services, onRateLimit: () => undefined };
  const rate = await takeRate(silent, "password_link", await hashEmail(services, email));
  if (rate.kind === "limited") return;
  const user = await findUserByEmail(db, email, now());
  if (!user) return;
  const secret = secrets.random();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + resetLinkTtlMs);
  await insertToken(db, { hash: await secrets.hash(secret), userId: user.id, email, purpose, createdAt, expiresAt });
  await mail(services, user, { kind: purpose, name: user.displayName, path: `/reset-password?token=${secret}` });
}

/** `unknown` also for a link of another purpose. */
export type ResetLink = "good" | "expired" | "used" | "unknown";

/** Returns how a link stands, and leaves it so: programs that look for bad links open them, too. */
export async function readResetLink({ db, now, secrets }: Services, token: string): Promise<ResetLink> {
  const row = await findToken(db, await secrets.hash(token), purpose);
  if (!row) return "unknown";
  if (row.usedAt !== null) return "used";
  return row.expiresAt <= now() ? "expired" : "good";
}

/**
 * Sets a password by a link, which is used up together with all others of the person. Ends all sessions, and tells the
 * person by mail.
 */
export async function resetPassword(
  services: Services,
  { token, new_password }: ResetPassword,
): Promise<"reset" | Exclude<ResetLink, "good">> {
  const { db, now, secrets } = services;
  const link = await readResetLink(services, token);
  if (link !== "good") return link;
  const passwordHash = await services.passwords.hash(new_password);
  const userId = await takeToken(db, await secrets.hash(token), { purpose, now: now() });
  if (userId === null) return "used";
  await updateUser(db, userId, { passwordHash });
  await endTokens(db, userId, purpose, now());
  await endSessions(services, userId, { allBut: null });
  const user = await findUser(db, userId);
  if (user) {
    const letter = { kind: "password_was_reset", name: user.displayName, path: "/sign-in" } as const;
    services.afterAnswer(() => mail(services, user, letter));
  }
  return "reset";
}

async function mail({ mailer, log }: Services, { email }: UserRow, letter: Letter): Promise<void> {
  const outcome = await mailer?.send(email, letter);
  if (outcome?.kind === "failed") log({ event: "mail_failed", letter: letter.kind, reason: outcome.reason });
}
