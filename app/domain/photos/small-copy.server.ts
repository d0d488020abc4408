/** The small copy of a photo, which stands beside its public copy. */
import type { PhotoType, Pixels } from "~/contract/photo";
import type { Services } from "~/domain/ports";
import { encodeJpeg } from "~/imaging/formats/encode-jpeg";
import { smallCopyOf } from "~/imaging/small-copy";
import { saveSmallCopy, scheduleRemoval, type PhotoRow } from "~db/queries/photos";

type Making = Pick<Services, "db" | "photoStorage" | "decodePicture" | "withDecodeSlot" | "now">;

/** After this, the file of a copy that did not finish counts as a leftover. */
const makingTtlMs = 60 * 60 * 1000;

/** Quality of the JPEG: the model is trained on such. */
const smallCopyQuality = 85;

/** Returns the small copy of a decoded public copy, as JPEG. */
export function encodeSmallCopy(pixels: Pixels): Uint8Array {
  return encodeJpeg(smallCopyOf(pixels), smallCopyQuality);
}

/** Returns a photo's small copy, as JPEG; null when the photo's files are gone. Uploads from before there was one get it now. */
export async function readSmallCopy(services: Making, photo: PhotoRow): Promise<Uint8Array | null> {
  const { smallCopies } = services.photoStorage;
  const stored = photo.smallKey === null ? null : await smallCopies.get(photo.smallKey);
  return stored ? stored.bytes() : makeSmallCopy(services, photo);
}

async function makeSmallCopy(services: Making, photo: PhotoRow): Promise<Uint8Array | null> {
  const { db, photoStorage, decodePicture, withDecodeSlot, now } = services;
  const file = await photoStorage.publicPhotos.get(photo.publicKey);
  if (!file) return null;
  const bytes = await file.bytes();
  const small = await withDecodeSlot(async () =>
    encodeSmallCopy(await decodePicture(bytes, photo.publicType as PhotoType)),
  );
  const key = photoStorage.smallCopies.keyOf(photo.id);
  await scheduleRemoval(db, [key], new Date(now().getTime() + makingTtlMs));
  await photoStorage.smallCopies.put(key, small);
  await saveSmallCopy(db, photo, { key, bytes: small.length });
  return small;
}
