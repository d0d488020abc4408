/** The smaller copies of a photo, which stand beside its public copy: made from the pixels of that alone. */
import type { PhotoType, Pixels, SmallerCopy } from "~/contract/photo";
import type { ByteRange, Services, StoredFile } from "~/domain/ports";
import { encodeJpeg } from "~/imaging/formats/encode-jpeg";
import { smallCopyOf, thumbnailOf } from "~/imaging/small-copy";
import { findPhoto, saveSmallerCopies, scheduleRemoval, type PhotoRow } from "~db/queries/photos";

type Making = Pick<Services, "db" | "photoStorage" | "decodePicture" | "withDecodeSlot" | "now">;

/** After this, the files of copies that did not finish count as leftovers. */
const makingTtlMs = 60 * 60 * 1000;

/** Quality of the JPEGs: at it they are as good as WebP of the same bytes, for less work (decision 11). */
const smallerCopyQuality = 70;

/** Files as JPEG, by name. */
export type EncodedCopies = Record<SmallerCopy, Uint8Array>;

/** Returns the smaller copies of a decoded public copy. One that is small already is made anew as it is. */
export function encodeSmallerCopies(pixels: Pixels): EncodedCopies {
  const small = smallCopyOf(pixels);
  const thumb = thumbnailOf(small);
  return { small: encodeJpeg(small, smallerCopyQuality), thumb: encodeJpeg(thumb, smallerCopyQuality) };
}

/** Returns a photo's small copy, as JPEG; null when the photo's files are gone. Uploads from before there was one get it now. */
export async function readSmallCopy(services: Making, photo: PhotoRow): Promise<Uint8Array | null> {
  const stored = photo.smallKey === null ? null : await services.photoStorage.smallerCopies.get(photo.smallKey);
  if (stored) return stored.bytes();
  return (await makeSmallerCopies(services, photo))?.small ?? null;
}

/** Returns a smaller copy's file; null when there is none yet, or it is lost. */
export function findSmallerCopy(
  { photoStorage }: Pick<Services, "photoStorage">,
  photo: PhotoRow,
  { which, range }: { which: SmallerCopy; range?: ByteRange | null },
): Promise<StoredFile | null> {
  const key = keysOf(photo)[which];
  return key === null ? Promise.resolve(null) : photoStorage.smallerCopies.get(key, range ?? undefined);
}

/**
 * Makes the smaller copies of a photo from before there were any, for a reader who asks for one. Returns its file; null when
 * the photo's files are gone, or too many wait: then the public copy does. Who waited for another reader finds theirs made.
 */
export function makeSmallerCopy(
  services: Making & Pick<Services, "withCopySlot">,
  asked: PhotoRow,
  which: SmallerCopy,
): Promise<StoredFile | null> {
  const find = async () => {
    const photo = await findPhoto(services.db, asked.id);
    return { photo, file: photo && (await findSmallerCopy(services, photo, { which })) };
  };
  return services.withCopySlot(async () => {
    const { photo, file } = await find();
    if (photo === null || file !== null) return file;
    await makeSmallerCopies(services, photo);
    return (await find()).file;
  });
}

function keysOf({ smallKey, thumbKey }: PhotoRow): Record<SmallerCopy, string | null> {
  return { small: smallKey, thumb: thumbKey };
}

async function makeSmallerCopies(services: Making, photo: PhotoRow): Promise<EncodedCopies | null> {
  const { db, photoStorage, decodePicture, withDecodeSlot, now } = services;
  const file = await photoStorage.publicPhotos.get(photo.publicKey);
  if (!file) return null;
  const bytes = await file.bytes();
  const made = await withDecodeSlot(async () =>
    encodeSmallerCopies(await decodePicture(bytes, photo.publicType as PhotoType)),
  );
  const stored = smallerFilesOf(services, photo.id, made);
  const files = [stored.small, stored.thumb];
  await scheduleRemoval(
    db,
    files.map(({ key }) => key),
    new Date(now().getTime() + makingTtlMs),
  );
  await Promise.all(files.map(({ key, file: copy }) => photoStorage.smallerCopies.put(key, copy)));
  await saveSmallerCopies(db, photo, stored);
  return made;
}

/** Where a smaller copy is stored. */
export interface SmallerFile {
  key: string;
  bytes: number;
  file: Uint8Array;
}

/** Returns where the smaller copies of a photo belong. */
export function smallerFilesOf(
  { photoStorage: { smallerCopies } }: Pick<Services, "photoStorage">,
  id: string,
  copies: EncodedCopies,
): Record<SmallerCopy, SmallerFile> {
  const fileOf = (which: SmallerCopy) => ({
    key: smallerCopies.keyOf(id, which),
    bytes: copies[which].length,
    file: copies[which],
  });
  return { small: fileOf("small"), thumb: fileOf("thumb") };
}
