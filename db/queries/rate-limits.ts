import { eq, inArray, lte, sql, type SQL } from "drizzle-orm";
import type { Database } from "../client";
import { rateLimits } from "../schema";
import { insertWhere } from "./insert-where";

/** The clocks of two servers may differ by this. */
const maxClockSkewMs = 60_000;

/** A limit whose requests may come every `intervalMs` milliseconds, `burst` of them at once. */
interface Bucket {
  key: string;
  intervalMs: number;
  burst: number;
}

/** The result of taking from a bucket: when it is full again, and how long to wait: 0 when allowed. */
interface TakenRequest {
  arrivalAt: number;
  waitMs: number;
}

/**
 * Takes one request from each of some buckets (GCRA, the generic cell rate algorithm, ITU-T I.371), in their order, until one
 * refuses: from those after it nothing is taken. One transaction decides, so the limits are exact under concurrency. Returns
 * the requests that were taken; the last one may be refused.
 */
export async function takeFromBuckets(
  db: Database,
  [first, ...others]: readonly [Bucket, ...Bucket[]],
  now: number,
): Promise<[TakenRequest, ...TakenRequest[]]> {
  // Each statement sees whether the one before it has changed a row: a bucket that refused has not.
  const [ofFirst, ...ofOthers] = await db.batch([
    takeStatement(db, first, { now, condition: sql`true` }),
    ...others.map((bucket) => takeStatement(db, bucket, { now, condition: sql`changes() > 0` })),
  ]);
  const taken: [TakenRequest, ...TakenRequest[]] = [await requestOf(db, first, { row: ofFirst[0], now })];
  for (const [index, bucket] of others.entries()) {
    if (taken.at(-1)!.waitMs > 0) break;
    taken.push(await requestOf(db, bucket, { row: ofOthers[index]?.[0], now }));
  }
  return taken;
}

function takeStatement(
  db: Database,
  { key, intervalMs, burst }: Bucket,
  { now, condition }: { now: number; condition: SQL },
) {
  // No clock that runs forward gets so far ahead: it stepped back, and who waits for it to catch up may wait for hours.
  const steppedBack = sql`${rateLimits.arrivalAt} > ${now + intervalMs * burst + maxClockSkewMs}`;
  const arrival = sql`case when ${steppedBack} then ${now + intervalMs * (burst - 1)} else ${rateLimits.arrivalAt} end`;
  const next = sql`max(${arrival}, ${now}) + ${intervalMs}`;
  return insertWhere(db, rateLimits, { key, arrivalAt: now + intervalMs }, sql`where ${condition}`)
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: { arrivalAt: next },
      setWhere: sql`${next} <= ${now + intervalMs * burst}`,
    })
    .returning({ arrivalAt: rateLimits.arrivalAt });
}

async function requestOf(
  db: Database,
  { key, intervalMs, burst }: Bucket,
  { row, now }: { row: { arrivalAt: number } | undefined; now: number },
): Promise<TakenRequest> {
  if (row) return { arrivalAt: row.arrivalAt, waitMs: 0 };
  const arrivalAt = await readArrival(db, key, now);
  return { arrivalAt, waitMs: Math.max(1, arrivalAt + intervalMs - (now + intervalMs * burst)) };
}

/** Returns how long to wait until a request can be taken from each of some buckets, in milliseconds: 0 when now. Takes none. */
export async function readBucketsWaitMs(db: Database, buckets: readonly Bucket[], now: number): Promise<number> {
  const keys = buckets.map(({ key }) => key);
  const rows = await db.select().from(rateLimits).where(inArray(rateLimits.key, keys));
  const arrivals = new Map(rows.map(({ key, arrivalAt }) => [key, arrivalAt]));
  const waits = buckets.map(
    ({ key, intervalMs, burst }) => (arrivals.get(key) ?? now) + intervalMs - (now + intervalMs * burst),
  );
  return Math.max(0, ...waits);
}

/** Puts back one request that was taken. */
export async function giveBackToBucket(db: Database, key: string, intervalMs: number): Promise<void> {
  const arrivalAt = sql`${rateLimits.arrivalAt} - ${intervalMs}`;
  await db.update(rateLimits).set({ arrivalAt }).where(eq(rateLimits.key, key));
}

async function readArrival(db: Database, key: string, now: number): Promise<number> {
  const [row] = await db.select().from(rateLimits).where(eq(rateLimits.key, key)).limit(1);
  return row?.arrivalAt ?? now;
}

/** Deletes at most `limit` buckets that are full again: a missing bucket is a full one. Returns how many. */
export async function deleteFullBuckets(db: Database, now: number, limit: number): Promise<number> {
  const whole = db.select({ key: rateLimits.key }).from(rateLimits).where(lte(rateLimits.arrivalAt, now)).limit(limit);
  const { meta } = await db.delete(rateLimits).where(inArray(rateLimits.key, whole)).run();
  return meta.changes;
}

/** Deletes a bucket: it is full again. */
export async function clearBucket(db: Database, key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}
