/** Mails of what has waited for a person, and the link by which they stop. */
import { z } from "zod";
import { UserId } from "~/contract/ids";
import type { DigestCounts } from "~/contract/letter";
import type { Services } from "~/domain/ports";
import { findUser } from "~db/queries/accounts";
import { sendLetter } from "./letters.server";

/** The counts of an inbox, and the key by which its person stops such mails. */
export interface Digest {
  userId: UserId;
  counts: DigestCounts;
  key: string;
}

/** Mails a person what waits for them: never to an address that is not confirmed or takes no mails, nor while an account ends. */
export async function mailDigest(
  services: Pick<Services, "db" | "mailer" | "log">,
  { userId, counts, key }: Digest,
): Promise<void> {
  const user = await findUser(services.db, userId);
  if (user === null || user.emailVerifiedAt === null || user.leavingAt !== null || user.suspendedAt !== null) return;
  const unsubscribe = `/unsubscribe?token=${userId}.${key}`;
  await sendLetter(services, user.email, { kind: "digest", counts, path: "/inbox", unsubscribe });
}

const Token = z.string().regex(/^[0-9a-f-]{36}\.[\w-]{43}$/);

/** Stops the mails of whoever got this token in one: it is proof enough, also of somebody who is not signed in. */
export async function stopDigest(
  { db, inboxes }: Pick<Services, "db" | "inboxes">,
  token: string,
): Promise<"stopped" | "unknown"> {
  const parsed = Token.safeParse(token);
  const [id = "", key = ""] = parsed.success ? parsed.data.split(".") : [];
  const userId = UserId.safeParse(id);
  // An inbox is made by being asked: nobody makes one by guessing.
  if (!userId.success || (await findUser(db, userId.data)) === null) return "unknown";
  return (await inboxes.push.stopDigest(userId.data, key)) ? "stopped" : "unknown";
}
