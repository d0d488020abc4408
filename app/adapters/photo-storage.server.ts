import { photoExtensions, smallerSidesPx } from "~/contract/photo";
import type { ExportStore, PhotoStorage, PictureStore, StoredFile } from "~/domain/ports";
import { pictureWriterIn } from "./picture-writer.server";

const publicFolder = "public/images";

/** The photos in the bucket behind the binding R2_BUCKET. */
export function photoStorageIn(bucket: R2Bucket): PhotoStorage {
  return {
    publicPhotos: pictureStoreIn(bucket, publicFolder),
    smallerCopies: {
      ...pictureStoreIn(bucket, publicFolder),
      keyOf: (id, which) => `${publicFolder}/${id}/${smallerSidesPx[which]}.${photoExtensions["image/jpeg"]}`,
    },
    originals: pictureStoreIn(bucket, "private/images"),
    evidence: pictureStoreIn(bucket, "private/evidence"),
    exports: exportStoreIn(bucket),
    delete: (keys) => bucket.delete(keys),
  };
}

function pictureStoreIn(bucket: R2Bucket, folder: string): PictureStore {
  return {
    keyOf: (id, type) => `${folder}/${id}.${photoExtensions[type]}`,
    newWriter: () => pictureWriterIn(bucket),
    put: async (key, bytes) => void (await bucket.put(key, bytes)),
    get: async (key, range) => {
      const object = await bucket.get(key, range && { range });
      return object && storedFileOf(object);
    },
    readPart: async (key, range) => {
      const object = await bucket.get(key, { range });
      return object && { bytes: new Uint8Array(await object.arrayBuffer()), size: object.size };
    },
  };
}

function exportStoreIn(bucket: R2Bucket): ExportStore {
  const resume = ({ key, id }: { key: string; id: string }) => bucket.resumeMultipartUpload(key, id);
  return {
    keyOf: (id) => `private/exports/${id}.zip`,
    begin: async (key) => (await bucket.createMultipartUpload(key)).uploadId,
    putPart: async (upload, number, bytes) => (await resume(upload).uploadPart(number, bytes)).etag,
    complete: async (upload, etags) => {
      try {
        await resume(upload).complete(etags.map((etag, index) => ({ partNumber: index + 1, etag })));
      } catch (error) {
        // Completed before, by an attempt whose answer was lost: the upload is gone and the file is there.
        if ((await bucket.head(upload.key)) === null) throw error;
      }
    },
    abort: (upload) => resume(upload).abort(),
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
