import type { PhotoType } from "~/contract/photo";
import { extensions } from "./public-photos.server";

/** The R2 key of an original: private, never served by its key. */
export function originalKey(id: string, type: PhotoType): string {
  return `private/images/${id}.${extensions[type]}`;
}

export async function putOriginal(bucket: R2Bucket, key: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(key, bytes);
}

/** The object of an original; null when it is gone. */
export async function getOriginal(bucket: R2Bucket, key: string): Promise<R2ObjectBody | null> {
  return bucket.get(key);
}
