import { eq, inArray, lte } from "drizzle-orm";
import type { MailStopReason } from "~/contract/mail-event";
import type { Database } from "../client";
import { mailStops } from "../schema";

/** Stops mails to addresses; a later reason takes the place of an earlier one. */
export async function stopMail(
  db: Database,
  emails: readonly string[],
  { reason, stoppedAt }: { reason: MailStopReason; stoppedAt: Date },
): Promise<void> {
  if (emails.length === 0) return;
  await db
    .insert(mailStops)
    .values(emails.map((email) => ({ email, reason, stoppedAt })))
    .onConflictDoUpdate({ target: mailStops.email, set: { reason, stoppedAt } });
}

/** Returns why no mail goes to an address; null when mails do. */
export async function findMailStop(db: Database, email: string): Promise<MailStopReason | null> {
  const [row] = await db
    .select({ reason: mailStops.reason })
    .from(mailStops)
    .where(eq(mailStops.email, email))
    .limit(1);
  return row?.reason ?? null;
}

/** Deletes at most `limit` stops from before a time. Returns how many. */
export async function deleteOldStops(db: Database, until: Date, limit: number): Promise<number> {
  const { email, stoppedAt } = mailStops;
  const old = db.select({ email }).from(mailStops).where(lte(stoppedAt, until)).limit(limit);
  const { meta } = await db.delete(mailStops).where(inArray(email, old)).run();
  return meta.changes;
}
