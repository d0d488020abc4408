import { and, eq, exists, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Database } from "../client";
import { stories, users } from "../schema";

/** Of `stories` beside its author's row in `users`: published, not held, by somebody who neither leaves nor is suspended. */
export function isShownToAll(): SQL | undefined {
  return and(
    eq(stories.status, "published"),
    isNull(stories.heldAt),
    isNull(users.leavingAt),
    isNull(users.suspendedAt),
  );
}

/** Of `stories`: staff hold it, and the viewer is staff. */
export function isHeldBefore(db: Database, viewerId: string): SQL | undefined {
  const staff = alias(users, "staff");
  const isStaff = db
    .select({ one: sql`1` })
    .from(staff)
    .where(and(eq(staff.id, viewerId), eq(staff.role, "staff")));
  return and(isNotNull(stories.heldAt), exists(isStaff));
}
