/** Addresses that no mail goes to: a provider said that mails come back from there, or that one was called spam. */
import { MailEvent, type MailStopReason } from "~/contract/mail-event";
import { findMailStop, stopMail } from "~db/queries/mail-stops";
import type { Services } from "~/domain/ports";
import type { Viewer } from "./sessions.server";

/** Takes an event of the mail provider, whose signature was verified. Those that stop nothing are ignored, as are doubles. */
export async function takeMailEvent({ db, now }: Pick<Services, "db" | "now">, input: unknown): Promise<void> {
  const parsed = MailEvent.safeParse(input);
  const reason = parsed.success ? reasonOf(parsed.data) : null;
  if (!parsed.success || reason === null) return;
  await stopMail(db, [...new Set(parsed.data.data.to)], { reason, stoppedAt: now() });
}

/** A mailbox that is full today may be emptied tomorrow: only a bounce that is said to be for good stops mails. */
function reasonOf(event: MailEvent): MailStopReason | null {
  if (event.type === "email.complained") return "complained";
  return event.data.bounce?.type === "Permanent" ? "bounced" : null;
}

/** Returns why a person gets no mails; null when they do, and where no mail is sent at all. */
export async function readMailStop({ db, mailer }: Services, { account }: Viewer): Promise<MailStopReason | null> {
  return mailer && findMailStop(db, account.email);
}
