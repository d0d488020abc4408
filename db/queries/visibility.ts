import { and, eq, exists, gt, isNotNull, isNull, notExists, or, sql, type SQL } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import { alias, type AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { blocks, connections, stories, storyImages, users } from "../schema";

/** A WHERE on `stories` joined with its author's `users`: published, not held, the author neither suspended nor scheduled for deletion. */
export function isShownToAll(): SQL | undefined {
  return and(
    eq(stories.status, "published"),
    isNull(stories.heldAt),
    isNull(users.leavingAt),
    isNull(users.suspendedAt),
  );
}

/** A WHERE on `stories`: held by staff, and the viewer is staff. */
export function isHeldBefore(db: Database, viewerId: UserId): SQL | undefined {
  const staff = alias(users, "staff");
  const isStaff = db
    .select({ one: sql`1` })
    .from(staff)
    .where(and(eq(staff.id, viewerId), eq(staff.role, "staff")));
  return and(isNotNull(stories.heldAt), exists(isStaff));
}

/** A WHERE on `connections`: the viewer asked, or was asked. */
export function isMember(viewerId: UserId): SQL | undefined {
  return or(eq(connections.askerId, viewerId), eq(connections.authorId, viewerId));
}

/**
 * A WHERE: the viewer is a member of a connection, in which they may read. Who is blocked is not told, so a block closes it to
 * who blocks alone.
 */
export function isSharedWith(db: Database, viewerId: UserId, connectionColumn: AnySQLiteColumn): SQL {
  const { askerId, authorId, id, status } = connections;
  const other = sql`case when ${askerId} = ${viewerId} then ${authorId} else ${askerId} end`;
  const blocksOther = db
    .select({ one: sql`1` })
    .from(blocks)
    .where(and(eq(blocks.blockerId, viewerId), sql`${blocks.blockedId} = ${other}`));
  const member = alias(users, "member");
  const leaving = db
    .select({ one: sql`1` })
    .from(member)
    .where(and(sql`${member.id} in (${askerId}, ${authorId})`, isNotNull(member.leavingAt)));
  return exists(
    db
      .select({ one: sql`1` })
      .from(connections)
      .where(
        and(
          eq(id, connectionColumn),
          eq(status, "accepted"),
          isMember(viewerId),
          notExists(blocksOther),
          notExists(leaving),
        ),
      ),
  );
}

/** A WHERE on `story_images`: not in a message that has disappeared by a time, though its row may still be there. */
export function isNotGone(now: Date): SQL | undefined {
  return or(isNull(storyImages.expiresAt), gt(storyImages.expiresAt, now));
}

/** A WHERE: the person's account is not scheduled for deletion. */
export function hasNoScheduledDeletion(db: Database, personColumn: AnySQLiteColumn): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, personColumn), isNotNull(users.leavingAt))),
  );
}

/** A WHERE on `users`: their scheduled deletion, if they have one, is not due. */
export function isDeletionNotDue(now: Date): SQL | undefined {
  return or(isNull(users.leavingAt), gt(users.leavingAt, now));
}
