/** Sends letters to people, after the answer, so that neither it nor its time says anything about an address. */
import type { Letter } from "~/contract/letter";
import { findMailStop } from "~db/queries/mail-stops";
import { takeRate, type RateRule } from "~/domain/limits/rate-limits.server";
import type { Services } from "~/domain/ports";
import { hashEmail } from "./hash-email.server";

/**
 * Sends a letter, unless mails to the address are stopped. One that three tries did not send is logged, and lost: its person can
 * ask for another.
 */
export async function sendLetter(
  { db, mailer, log }: Pick<Services, "db" | "mailer" | "log">,
  to: string,
  letter: Letter,
): Promise<void> {
  if (mailer === null) return;
  const stop = await findMailStop(db, to);
  const outcome = stop === null ? await mailer.send(to, letter) : ({ kind: "failed", reason: stop } as const);
  if (outcome.kind === "failed") log({ event: "mail_failed", letter: letter.kind, reason: outcome.reason });
}

/** Takes one letter from what an address may get of them: nobody's mailbox is flooded. Returns whether it may be sent. */
export async function mayMail(services: Services, rule: RateRule, email: string): Promise<boolean> {
  // What is left of an address's share is no caller's business: it stays out of the answer.
  const silent = { ...services, onRateLimit: () => undefined };
  return (await takeRate(silent, rule, await hashEmail(services, email))).kind === "allowed";
}
