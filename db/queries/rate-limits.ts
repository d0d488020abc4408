import { eq, sql } from "drizzle-orm";
import type { Database } from "../client";
import { rateLimits } from "../schema";

/**
 * Takes one request of a rule whose requests may come every `interval` milliseconds, `burst` of them at once (GCRA, the
 * generic cell rate algorithm, ITU-T I.371). One statement decides, so the limit is exact under concurrency.
 * Gives null when allowed, or the milliseconds to wait.
 */
export async function takeCell(
  db: Database,
  key: string,
  { interval, burst, now }: { interval: number; burst: number; now: number },
): Promise<number | null> {
  const next = sql`max(${rateLimits.arrivalAt}, ${now}) + ${interval}`;
  const taken = await db
    .insert(rateLimits)
    .values({ key, arrivalAt: now + interval })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: { arrivalAt: next },
      setWhere: sql`${next} <= ${now + interval * burst}`,
    })
    .returning({ key: rateLimits.key });
  if (taken.length > 0) return null;
  const [row] = await db.select().from(rateLimits).where(eq(rateLimits.key, key)).limit(1);
  return Math.max(1, (row?.arrivalAt ?? now) + interval - (now + interval * burst));
}

/** Forgets what was taken under a key. */
export async function clearCell(db: Database, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}
