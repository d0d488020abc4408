import type { ReportId } from "~/contract/ids";
import type { PhotoType } from "~/contract/photo";
import type { Services } from "~/domain/ports";
import { scheduleRemoval, type PhotoRow } from "~db/queries/photos";
import type { ReportPhotoRow } from "~db/queries/reports";

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

/**
 * Copies the redacted copies of a message's photos as evidence, those that are there. Returns the rows that keep them: written
 * with the report, they cancel the removal of the files.
 */
export async function copyAllAsEvidence(
  { db, photoStorage, now, newId }: Pick<Services, "db" | "photoStorage" | "now" | "newId">,
  reportId: ReportId,
  photos: readonly PhotoRow[],
): Promise<ReportPhotoRow[]> {
  if (photos.length === 0) return [];
  const files = photos.map((photo, position) => {
    const objectKey = photoStorage.evidence.keyOf(newId(), photo.publicType as PhotoType);
    return { from: photo.publicKey, row: { reportId, position, objectKey, type: photo.publicType } };
  });
  const keys = files.map(({ row }) => row.objectKey);
  await scheduleRemoval(db, keys, new Date(now().getTime() + evidenceCopyTtlMs));
  const copied = files.map(async ({ from, row }) => {
    const copy = await photoStorage.publicPhotos.get(from);
    if (!copy) return [];
    await photoStorage.evidence.put(row.objectKey, await copy.bytes());
    return [row];
  });
  return (await Promise.all(copied)).flat();
}
