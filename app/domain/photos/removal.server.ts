import * as queries from "~db/queries/photos";
import type { Services } from "~/domain/ports";

/** Files that a request deletes besides its own work; the sweep takes more. */
export const removalsPerCall = 90;

/**
 * Deletes the files whose removal is due, the longest due first, at most `limit`: R2 takes 1,000 at once. Returns how many.
 * R2 first: a key leaves the list only once its file is gone.
 */
export async function removeDue(
  { db, photoStorage, now }: Pick<Services, "db" | "photoStorage" | "now">,
  limit: number,
): Promise<number> {
  const keys = await queries.listDueRemovals(db, now(), limit);
  if (keys.length === 0) return 0;
  await photoStorage.delete(keys);
  await queries.deleteRemovals(db, keys);
  return keys.length;
}

/** Deletes files whose removal a request has just scheduled, and takes them off the list after its answer. If R2 fails now, the sweep tries again. */
export async function removeNow(services: Services, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  try {
    await services.photoStorage.delete(keys);
    services.afterAnswer(() => queries.deleteRemovals(services.db, keys));
  } catch (error) {
    services.log({ event: "failed", where: "remove objects", error: services.classifyFault(error).name });
  }
}
