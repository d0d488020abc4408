import { deleteOldChallenges } from "~db/queries/passkeys";
import * as queries from "~db/queries/photos";
import { eraseLeavers } from "~/domain/accounts/erasure.server";
import { sweepKeys } from "~/domain/limits/idempotency.server";
import { sweepRates } from "~/domain/limits/rate-limits.server";
import { sweepEvidence } from "~/domain/safety/moderation.server";
import { removalsPerRound, removeDue } from "~/domain/photos/removal.server";
import type { Services } from "~/domain/ports";

/** How long a photo may wait for its story, in milliseconds: an author who comes back the next morning finds it. */
const looseLasts = 24 * 60 * 60 * 1000;

/** Rounds of objects in one sweep: those of one person who left are mostly gone with it. */
const rounds = 10;

/**
 * Erases the people whose time to leave has come, and removes what interrupted uploads and deletions left behind,
 * photos that came into no story for a day, and challenges that nobody answered. Rejects when R2 does: what must go is written down, for the next sweep.
 */
export async function sweep(
  services: Pick<Services, "db" | "photoStorage" | "rooms" | "secrets" | "now" | "log">,
): Promise<void> {
  const before = new Date(services.now().getTime() - looseLasts);
  const loose = await queries.listLoosePhotos(services.db, before, removalsPerRound / 2);
  await queries.deletePhotos(services.db, loose, services.now());
  await deleteOldChallenges(services.db, services.now());
  const accounts = await eraseLeavers(services);
  const evidence = await sweepEvidence(services);
  await sweepKeys(services);
  await sweepRates(services);
  let objects = 0;
  for (let round = 0, removed = removalsPerRound; round < rounds && removed === removalsPerRound; round++) {
    removed = await removeDue(services);
    objects += removed;
  }
  services.log({ event: "swept", accounts, evidence, objects, photos: loose.length });
}
