/** Changing an account's address: confirmed at the new one, told at the old one, and undoable from there for a week. */
import type { ChangeEmail } from "~/contract/account";
import { findUser, findUserByEmail } from "~db/queries/accounts";
import { changeAddress, isAddressKept, restoreAddress } from "~db/queries/address-changes";
import { takeToken } from "~db/queries/mail-tokens";
import { deleteCodes } from "~db/queries/recovery-codes";
import type { Services } from "~/domain/ports";
import { mayMail, sendLetter } from "./letters.server";
import { findLink, newLink, undoLinkTtlMs, type LinkState } from "./mail-links.server";
import { whenReauthenticated, type ReauthenticationFailure } from "./reauthenticate.server";
import { endSessions, type Viewer } from "./sessions.server";

export type AskForChangeResult = { kind: "asked" } | { kind: "no_mail" } | ReauthenticationFailure;

/** Mails a link to a new address, which changes nothing before it is opened. Answers alike for one that has an account. */
export async function askForChange(
  services: Services,
  viewer: Viewer,
  { email, password }: ChangeEmail,
): Promise<AskForChangeResult> {
  if (services.mailer === null) return { kind: "no_mail" };
  return whenReauthenticated(services, viewer, { password }, (forgive) => {
    services.afterAnswer(() => mailChange(services, viewer, email));
    return forgive().then(() => ({ kind: "asked" }));
  });
}

async function mailChange(services: Services, { account }: Viewer, email: string): Promise<void> {
  const { id: userId, display_name: name } = account;
  if (!(await mayMail(services, "verify_link", email)) || (await isTaken(services, email))) return;
  const secret = await newLink(services, { userId, email, purpose: "change_email" });
  await sendLetter(services, email, { kind: "change_email", name, path: `/verify-email?token=${secret}` });
}

/** Also an address that somebody else's account may go back to. */
async function isTaken({ db, now }: Services, email: string): Promise<boolean> {
  return (await findUserByEmail(db, email, now())) !== null || (await isAddressKept(db, email, now()));
}

/** Changes the address by the link that was mailed to it, and tells the old one. */
export async function confirmChange(
  services: Services,
  token: string,
): Promise<"confirmed" | Exclude<LinkState, "good">> {
  const { db, now, secrets } = services;
  const link = await findLink(services, token, "change_email");
  if (link.state !== "good") return link.state;
  const { email: to, userId } = link.row;
  const user = await findUser(db, userId);
  if (!user || (await isAddressKept(db, to, now()))) return "used";
  if ((await takeToken(db, await secrets.hash(token), { purpose: "change_email", now: now() })) === null) return "used";
  const secret = secrets.random();
  const undo = { undoHash: await secrets.hash(secret), undoExpiresAt: new Date(now().getTime() + undoLinkTtlMs) };
  if (!(await changeAddress(db, { userId, from: user.email, to, ...undo, now: now() }))) return "used";
  const letter = { kind: "email_was_changed", name: user.displayName, path: `/undo-email?token=${secret}` } as const;
  services.afterAnswer(() => sendLetter(services, user.email, letter));
  return "confirmed";
}

/** Returns how the link that undoes a change stands, and the address that comes back; null for one that is unknown. */
export async function readUndo(services: Services, token: string): Promise<{ state: LinkState; email: string | null }> {
  const link = await findLink(services, token, "undo_email");
  return { state: link.state, email: link.state === "unknown" ? null : link.row.email };
}

/** Restores the address that an account had before, and ends all sessions and recovery codes: whoever changed it may not be the person. */
export async function undoChange(services: Services, token: string): Promise<"undone" | Exclude<LinkState, "good">> {
  const { db, now, secrets } = services;
  const link = await findLink(services, token, "undo_email");
  if (link.state !== "good") return link.state;
  if ((await takeToken(db, await secrets.hash(token), { purpose: "undo_email", now: now() })) === null) return "used";
  const { userId, email, createdAt } = link.row;
  if (!(await restoreAddress(db, { userId, email, createdAt, now: now() }))) return "used";
  await deleteCodes(db, userId);
  await endSessions(services, userId, { allBut: null });
  return "undone";
}
