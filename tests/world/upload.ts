/** An upload of which all is there at once: fields in the order in which the composer sends them. */
import type { PhotoId, UserId } from "../../app/contract/ids";
import type { CoverStyle, DeclaredRegion } from "../../app/contract/photo";
import { PhotoUpload, type UploadPhotoResult } from "../../app/domain/photos/upload.server";
import type { Services } from "../../app/domain/ports";

export interface WholeUpload {
  publicCopy: Uint8Array;
  original: Uint8Array | null;
  regions: DeclaredRegion[];
  /** Soft when left out. */
  style?: CoverStyle;
}

/** Returns bytes as they come from a network: in pieces. */
export async function* piecesOf(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Uploads a photo under an id, as the route does. */
export async function uploadWhole(
  services: Services,
  ownerId: UserId,
  { publicCopy, original, regions, style = "soft" }: WholeUpload,
  id: PhotoId,
): Promise<UploadPhotoResult> {
  const upload = new PhotoUpload(services, { id, ownerId, style });
  try {
    await upload.takeRegions(regions);
    await upload.takeCopy(piecesOf(publicCopy));
    if (original) await upload.takeOriginal(piecesOf(original));
    return await upload.finish();
  } catch (error) {
    await upload.cancel();
    throw error;
  }
}
