/** The address of an account: whose it is shows who opens a link that was mailed to it. */
import type { UserId } from "~/contract/ids";
import { verifyAddress } from "~db/queries/mail-tokens";
import type { Services } from "~/domain/ports";
import { confirmChange } from "./change-address.server";
import { mayMail, sendLetter } from "./letters.server";
import { findLink, newLink, type LinkState } from "./mail-links.server";
import type { Viewer } from "./sessions.server";

/** Whose address a link is to confirm. */
interface Addressee {
  id: UserId;
  email: string;
  display_name: string;
}

/** Mails the link that confirms an address, after the answer. Does nothing where no mail is sent. */
export function mailVerification(services: Services, account: Addressee): void {
  if (services.mailer !== null) services.afterAnswer(() => sendVerification(services, account));
}

async function sendVerification(services: Services, { id, email, display_name: name }: Addressee): Promise<void> {
  if (!(await mayMail(services, "verify_link", email))) return;
  const secret = await newLink(services, { userId: id, email, purpose: "verify_email" });
  await sendLetter(services, email, { kind: "verify_email", name, path: `/verify-email?token=${secret}` });
}

/** Mails the link again, unless the address is confirmed. Returns false where no mail is sent at all. */
export function verifyAgain(services: Services, { account }: Viewer): boolean {
  if (services.mailer === null) return false;
  if (!account.email_verified) mailVerification(services, account);
  return true;
}

/** Returns how the link of a confirmation stands, and the address that it confirms; null for one that is unknown. */
export async function readVerification(
  services: Services,
  token: string,
): Promise<{ state: LinkState; email: string | null }> {
  const own = await findLink(services, token, "verify_email");
  const link = own.state === "unknown" ? await findLink(services, token, "change_email") : own;
  return { state: link.state, email: link.state === "unknown" ? null : link.row.email };
}

/** Confirms an address by its link, or changes it by that of a new one. One that is no longer the account's is `used`: another took its place. */
export async function confirmAddress(
  services: Services,
  token: string,
): Promise<"confirmed" | Exclude<LinkState, "good">> {
  const { db, now, secrets } = services;
  const { state } = await findLink(services, token, "verify_email");
  if (state === "unknown") return confirmChange(services, token);
  if (state !== "good") return state;
  return (await verifyAddress(db, await secrets.hash(token), now())) ? "confirmed" : "used";
}
