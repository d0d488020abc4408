import type { ReportId } from "~/contract/ids";
import type { PhotoType } from "~/contract/photo";
import type { Services } from "~/domain/ports";
import { scheduleRemoval, type PhotoRow } from "~db/queries/photos";

/** After this, the file of a copy that did not finish counts as a leftover. */
const evidenceCopyTtlMs = 60 * 60 * 1000;

/** Copies a photo's public copy as evidence. Schedules the removal of the file before it is written; the report's row cancels it. */
export async function copyAsEvidence(
  { db, photoStorage, now }: Pick<Services, "db" | "photoStorage" | "now">,
  id: ReportId,
  photo: PhotoRow,
) {
  const copy = await photoStorage.publicPhotos.get(photo.publicKey);
  if (!copy) return null;
  const key = photoStorage.evidence.keyOf(id, photo.publicType as PhotoType);
  await scheduleRemoval(db, [key], new Date(now().getTime() + evidenceCopyTtlMs));
  await photoStorage.evidence.put(key, await copy.bytes());
  return { evidenceKey: key, evidenceType: photo.publicType };
}
