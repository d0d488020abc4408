import { eq, inArray, lte, sql } from "drizzle-orm";
import type { Database } from "../client";
import { rateLimits } from "../schema";

/** Milliseconds by which the clocks of two servers may differ. */
const clocksDiffer = 60_000;

/**
 * Takes one request of a rule whose requests may come every `interval` milliseconds, `burst` of them at once (GCRA, the
 * generic cell rate algorithm, ITU-T I.371). One statement decides, so the limit is exact under concurrency.
 * Gives the time at which the limit would be whole again when allowed; `wait` in milliseconds when not.
 */
export async function takeCell(
  db: Database,
  key: string,
  { interval, burst, now }: { interval: number; burst: number; now: number },
): Promise<{ arrivalAt: number; wait: number }> {
  // No clock that runs forward gets so far ahead: it stepped back, and who waits for it to catch up may wait for hours.
  const steppedBack = sql`${rateLimits.arrivalAt} > ${now + interval * burst + clocksDiffer}`;
  const arrival = sql`case when ${steppedBack} then ${now + interval * (burst - 1)} else ${rateLimits.arrivalAt} end`;
  const next = sql`max(${arrival}, ${now}) + ${interval}`;
  const taken = await db
    .insert(rateLimits)
    .values({ key, arrivalAt: now + interval })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: { arrivalAt: next },
      setWhere: sql`${next} <= ${now + interval * burst}`,
    })
    .returning({ arrivalAt: rateLimits.arrivalAt });
  if (taken[0]) return { arrivalAt: taken[0].arrivalAt, wait: 0 };
  const [row] = await db.select().from(rateLimits).where(eq(rateLimits.key, key)).limit(1);
  const arrivalAt = row?.arrivalAt ?? now;
  return { arrivalAt, wait: Math.max(1, arrivalAt + interval - (now + interval * burst)) };
}

/** Forgets at most `limit` keys of which nothing is taken any more: each is as if it had never been. */
export async function forgetWholeCells(db: Database, now: number, limit: number): Promise<void> {
  const whole = db.select({ key: rateLimits.key }).from(rateLimits).where(lte(rateLimits.arrivalAt, now)).limit(limit);
  await db.delete(rateLimits).where(inArray(rateLimits.key, whole));
}

/** Forgets what was taken under a key. */
export async function clearCell(db: Database, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}
