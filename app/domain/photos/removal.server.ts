import * as queries from "~db/queries/photos";
import type { Services } from "~/domain/ports";

/** Files of one round, below the 1,000 that R2 deletes at once: both lists are bound in one statement of at most 100 values. */
export const removalsPerRound = 90;

/**
 * Deletes the files whose removal is due, the longest due first. Returns how many.
 * R2 first: a key leaves the list only once its file is gone.
 */
export async function removeDue({
  db,
  photoStorage,
  now,
}: Pick<Services, "db" | "photoStorage" | "now">): Promise<number> {
  const keys = await queries.listDueRemovals(db, now(), removalsPerRound);
  if (keys.length === 0) return 0;
  await photoStorage.delete(keys);
  await queries.deleteRemovals(db, keys);
  return keys.length;
}
