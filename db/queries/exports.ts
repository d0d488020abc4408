import { count, eq, sum } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { chatMembers, storyImages } from "../schema";

/** Returns how much a person has: reads one row for each conversation and photo. */
export async function measureAccount(db: Database, userId: UserId) {
  const [[chat], [photos]] = await db.batch([
    db
      .select({ conversations: count(), messages: sum(chatMembers.lastSeq) })
      .from(chatMembers)
      .where(eq(chatMembers.userId, userId)),
    db.select({ n: count() }).from(storyImages).where(eq(storyImages.ownerId, userId)),
  ]);
  return {
    conversations: chat?.conversations ?? 0,
    messages: Number(chat?.messages ?? 0),
    photos: photos?.n ?? 0,
  };
}
