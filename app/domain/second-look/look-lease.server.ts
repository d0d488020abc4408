/** One look at a photo at a time, whoever asks for it: what it finds belongs to the photo's pixels. */
import type { Services } from "~/domain/ports";
import { findPhoto, type PhotoRow } from "~db/queries/photos";
import { acquireLook, releaseLook } from "~db/queries/second-look";
import type { LookResult } from "./look-result";

/** A look may take this long: the model's own limit, and half as much for all else. One that takes longer counts as lost. */
const lookLeaseMs = 30_000;

/** Pauses between two looks at the row of a photo that somebody else looks at: the first, and the longest. */
const firstPauseMs = 100;
const longestPauseMs = 1_000;

type Leasing = Pick<Services, "db" | "now" | "pause">;

/** The right to look at a photo, as its row is now. */
interface Lease {
  kind: "acquired";
  photo: PhotoRow;
  until: Date;
}

/** Runs a look, unless another one of the same pixels runs: then its result is waited for. One that was lost is run again. */
export async function withLookLease(
  services: Leasing,
  photo: PhotoRow,
  look: (photo: PhotoRow) => Promise<LookResult>,
): Promise<LookResult> {
  const lease = (await acquire(services, photo)) ?? (await waitForLook(services, photo));
  if (lease.kind !== "acquired") return lease;
  let result: LookResult | null = null;
  try {
    return (result = await look(lease.photo));
  } finally {
    // A finished look has ended its lease with what it found.
    if (result?.kind !== "looked") await releaseLook(services.db, photo.id, lease.until);
  }
}

async function acquire({ db, now }: Leasing, photo: PhotoRow): Promise<Lease | null> {
  const until = new Date(now().getTime() + lookLeaseMs);
  const acquired = await acquireLook(db, photo, { now: now(), until });
  return acquired && { kind: "acquired", photo: acquired, until };
}

/** Returns what the look found that runs now; a lease where it was lost. A failure is shared as a result is. */
async function waitForLook(services: Leasing, photo: PhotoRow): Promise<Lease | LookResult> {
  const { db, now, pause } = services;
  const givesUpAt = now().getTime() + lookLeaseMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const found = await findPhoto(db, photo.id);
    if (found?.publicKey !== photo.publicKey) return { kind: "gone", id: photo.id };
    if (found.checkedAt !== null) return { kind: "looked", photo: found };
    if (found.lookLeasedUntil === null) return { kind: "unavailable", photo: found, reason: "failed" };
    const lease = found.lookLeasedUntil <= now() ? await acquire(services, found) : null;
    if (lease) return lease;
    if (now().getTime() > givesUpAt) return { kind: "unavailable", photo: found, reason: "no_answer_in_time" };
    await pause(pauseMs);
  }
}
