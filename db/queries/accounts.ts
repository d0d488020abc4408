import { and, eq } from "drizzle-orm";
import type { UserId } from "~/contract/ids";
import type { Database } from "../client";
import { users } from "../schema";
import { isDeletionNotDue } from "./visibility";

export type UserRow = typeof users.$inferSelect;

/** Inserts an account; returns false when the address has one. */
export async function insertUser(db: Database, user: typeof users.$inferInsert): Promise<boolean> {
  const rows = await db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id });
  return rows.length > 0;
}

/** Returns the user with an e-mail address; null when there is none, or their deletion is due. */
export async function findUserByEmail(db: Database, email: string, now: Date): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.email, email), isDeletionNotDue(now)))
    .limit(1);
  return row ?? null;
}

export async function findUser(db: Database, id: UserId): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id)).limit(1);
  return row ?? null;
}

/** Changes a person's own row; returns it as it is then, or null when they are gone. */
export async function updateUser(
  db: Database,
  id: UserId,
  values: Partial<Pick<UserRow, "displayName" | "passwordHash" | "emailVerifiedAt" | "showsLastSeen">>,
): Promise<UserRow | null> {
  const [row] = await db.update(users).set(values).where(eq(users.id, id)).returning();
  return row ?? null;
}
