/** A way back for who forgot their password: a link to the account's address, which is what proves that it is theirs. */
import type { ResetPassword } from "~/contract/account";
import { findUserByEmail } from "~db/queries/accounts";
import { resetByLink } from "~db/queries/password-resets";
import type { Services } from "~/domain/ports";
import { mayMail, sendLetter } from "./letters.server";
import { findLink, newLink, type LinkState } from "./mail-links.server";
import { closeSockets } from "./sessions.server";

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
  if (!(await mayMail(services, "password_link", email))) return;
  const user = await findUserByEmail(services.db, email, services.now());
  if (!user) return;
  const secret = await newLink(services, { userId: user.id, email, purpose });
  await sendLetter(services, email, { kind: purpose, name: user.displayName, path: `/reset-password?token=${secret}` });
}

/** Returns how a link stands, and leaves it so. */
export async function readResetLink(services: Services, token: string): Promise<LinkState> {
  return (await findLink(services, token, purpose)).state;
}

/**
 * Sets a password by a link, which is used up together with all others of the person. Ends all sessions and recovery codes, and tells
 * the person by mail. Who opens the link has the mailbox, so the address counts as confirmed; where it was not, whoever made the account
 * may have been somebody else, and their passkeys go.
 */
export async function resetPassword(
  services: Services,
  { token, new_password }: ResetPassword,
): Promise<"reset" | Exclude<LinkState, "good">> {
  const link = await findLink(services, token, purpose);
  if (link.state !== "good") return link.state;
  const passwordHash = await services.passwords.hash(new_password);
  const done = await resetByLink(services.db, link.row, { passwordHash, now: services.now() });
  if (!done) return "used";
  const { user } = done;
  await closeSockets(services, user.id, done);
  const letter = { kind: "password_was_reset", name: user.displayName, path: "/sign-in" } as const;
  services.afterAnswer(() => sendLetter(services, user.email, letter));
  return "reset";
}
