import { deleteOldChallenges } from "~db/queries/passkeys";
import * as queries from "~db/queries/photos";
import { eraseDueAccounts } from "~/domain/accounts/erasure.server";
import { sweepIdempotencyKeys } from "~/domain/limits/idempotency.server";
import { sweepRateLimits } from "~/domain/limits/rate-limits.server";
import { sweepEvidence } from "~/domain/safety/moderation.server";
import { removalsPerRound, removeDue } from "~/domain/photos/removal.server";
import type { Services } from "~/domain/ports";

/** A photo may wait this long for its story: an author who comes back the next morning finds it. */
const unattachedPhotoTtlMs = 24 * 60 * 60 * 1000;

/** Rounds of file removals in one sweep: enough for most erased accounts. */
const rounds = 10;

/**
 * Erases the accounts whose deletion is due, and removes what interrupted uploads and deletions left behind, photos that
 * were in no story for a day, and challenges that expired. Rejects when R2 does: what is scheduled for removal stays so.
 */
export async function sweep(
  services: Pick<Services, "db" | "photoStorage" | "rooms" | "secrets" | "now" | "log" | "classifyFault">,
): Promise<void> {
  const before = new Date(services.now().getTime() - unattachedPhotoTtlMs);
  const unattached = await queries.listUnattachedPhotos(services.db, before, removalsPerRound / 2);
  await queries.deletePhotos(services.db, unattached, services.now());
  await deleteOldChallenges(services.db, services.now());
  const accounts = await eraseDueAccounts(services);
  const evidence = await sweepEvidence(services);
  await sweepIdempotencyKeys(services);
  await sweepRateLimits(services);
  let objects = 0;
  for (let round = 0, removed = removalsPerRound; round < rounds && removed === removalsPerRound; round++) {
    removed = await removeDue(services);
    objects += removed;
  }
  services.log({ event: "swept", accounts, evidence, objects, photos: unattached.length });
}
