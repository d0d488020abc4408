import { deleteOldChallenges } from "~db/queries/passkeys";
import * as queries from "~db/queries/photos";
import { eraseLeavers } from "~/domain/accounts/erasure.server";
import { sweepKeys } from "./idempotency.server";
import { sweepRates } from "~/domain/safety/rate-limits.server";
import { sweepEvidence } from "~/domain/safety/moderation.server";
import type { Services } from "./ports.server";

/** How long a photo may wait for its story, in milliseconds: an author who comes back the next morning finds it. */
const looseLasts = 24 * 60 * 60 * 1000;

/** Rows and objects of one round: R2 deletes at most 1,000 keys at once; the next hour takes the rest. */
const roundSize = 90;

/** Deletes the objects that must go now. R2 first: a key is forgotten only once its object is gone. */
export async function removeDue({ db, bucket, now }: Pick<Services, "db" | "bucket" | "now">): Promise<number> {
  const keys = await queries.listDueRemovals(db, now(), roundSize);
  if (keys.length === 0) return 0;
  await bucket.delete(keys);
  await queries.forgetRemovals(db, keys);
  return keys.length;
}

/** Rounds of objects in one sweep: those of one person who left are mostly gone with it. */
const rounds = 10;

/**
 * Erases the people whose time to leave has come, and removes what interrupted uploads and deletions left behind,
 * photos that came into no story for a day, and challenges that nobody answered. Rejects when R2 does: what must go is written down, for the next sweep.
 */
export async function sweep(services: Pick<Services, "db" | "bucket" | "rooms" | "now" | "log">): Promise<void> {
  const before = new Date(services.now().getTime() - looseLasts);
  const loose = await queries.listLoosePhotos(services.db, before, roundSize / 2);
  await queries.deletePhotos(services.db, loose, services.now());
  await deleteOldChallenges(services.db, services.now());
  const accounts = await eraseLeavers(services);
  const evidence = await sweepEvidence(services);
  await sweepKeys(services);
  await sweepRates(services);
  let objects = 0;
  for (let round = 0, removed = roundSize; round < rounds && removed === roundSize; round++) {
    removed = await removeDue(services);
    objects += removed;
  }
  services.log({ event: "swept", accounts, evidence, objects, photos: loose.length });
}
