import { photoExtensions } from "~/contract/photo";
import type { PhotoStorage, PictureStore, StoredFile } from "~/domain/ports";

/** The photos in the bucket behind the binding R2_BUCKET. */
export function photoStorageIn(bucket: R2Bucket): PhotoStorage {
  return {
    publicPhotos: pictureStoreIn(bucket, "public/images"),
    originals: pictureStoreIn(bucket, "private/images"),
    evidence: pictureStoreIn(bucket, "private/evidence"),
    delete: (keys) => bucket.delete(keys),
  };
}

function pictureStoreIn(bucket: R2Bucket, folder: string): PictureStore {
  return {
    keyOf: (id, type) => `${folder}/${id}.${photoExtensions[type]}`,
    put: async (key, bytes) => void (await bucket.put(key, bytes)),
    get: async (key) => {
      const object = await bucket.get(key);
      return object && storedFileOf(object);
    },
  };
}

function storedFileOf(object: R2ObjectBody): StoredFile {
  const { body, size, httpEtag: etag } = object;
  return { body, size, etag, bytes: async () => new Uint8Array(await object.arrayBuffer()) };
}
