import type { PhotoType } from "~/contract/photo";

/** The ending of a file by its type. */
export const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const satisfies Record<
  PhotoType,
  string
>;

/** The R2 key of a public copy. Its last part is also the last part of its URL. */
export function publicKey(id: string, type: PhotoType): string {
  return `public/images/${id}.${extensions[type]}`;
}

export async function putPublicCopy(bucket: R2Bucket, key: string, bytes: Uint8Array): Promise<void> {
  await bucket.put(key, bytes);
}

/** The object of a public copy; null when it is gone. */
export async function getPublicCopy(bucket: R2Bucket, key: string): Promise<R2ObjectBody | null> {
  return bucket.get(key);
}
