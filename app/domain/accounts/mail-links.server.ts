/** Links that are sent by mail: each good once, for a time, for one purpose of one person and one address. */
import type { UserId } from "~/contract/ids";
import * as queries from "~db/queries/mail-tokens";
import type { Services } from "~/domain/ports";

const hourMs = 60 * 60 * 1000;

/** Time enough to be away for a week and still find the mail. */
export const undoLinkTtlMs = 7 * 24 * hourMs;

/** The lifetimes of links by purpose: long enough to find the mail, the shorter the more it can do. */
const linkTtlMs: Record<queries.MailPurpose, number> = {
  reset_password: hourMs / 2,
  verify_email: 24 * hourMs,
  change_email: 24 * hourMs,
  undo_email: undoLinkTtlMs,
};

/** `unknown` also for a link of another purpose. */
export type LinkState = "good" | "expired" | "used" | "unknown";

/** A link that was found, with its row unless it is unknown. */
export type FoundLink = { state: Exclude<LinkState, "unknown">; row: queries.MailTokenRow } | { state: "unknown" };

type Linking = Pick<Services, "db" | "now" | "secrets">;

/** Returns the secret of a new link: it is in the mail and nowhere else. `email`: the address that it goes to. */
export async function newLink(
  { db, now, secrets }: Linking,
  link: { userId: UserId; email: string; purpose: queries.MailPurpose },
): Promise<string> {
  const secret = secrets.random();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + linkTtlMs[link.purpose]);
  await queries.insertToken(db, { ...link, hash: await secrets.hash(secret), createdAt, expiresAt });
  return secret;
}

/** Returns how a link stands, and leaves it so: programs that look for bad links open them, too. */
export async function findLink(
  { db, now, secrets }: Linking,
  token: string,
  purpose: queries.MailPurpose,
): Promise<FoundLink> {
  const row = await queries.findToken(db, await secrets.hash(token), purpose);
  if (!row) return { state: "unknown" };
  if (row.usedAt !== null) return { state: "used", row };
  return { state: row.expiresAt <= now() ? "expired" : "good", row };
}
