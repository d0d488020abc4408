import type { PhotoType } from "~/contract/photo";
import { extensions } from "./public-photos.server";

/** The R2 key of a reported photo's public copy, kept as it was: private, served to staff alone. */
export function evidenceKey(reportId: string, type: PhotoType): string {
  return `private/evidence/${reportId}.${extensions[type]}`;
}

export async function putEvidence(bucket: R2Bucket, key: string, copy: R2ObjectBody): Promise<void> {
  await bucket.put(key, await copy.arrayBuffer());
}

/** The object of a kept copy; null when it is gone. */
export async function getEvidence(bucket: R2Bucket, key: string): Promise<R2ObjectBody | null> {
  return bucket.get(key);
}
