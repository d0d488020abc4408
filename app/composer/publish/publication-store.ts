import type { DBSchema } from "idb";
import { deleteDraft, photoFileName, readPhotoFile, toBlob, toStoredFile } from "~/composer/draft/draft";
import type { StoredFile } from "~/composer/draft/draft";
import { indexedDbStore } from "~/composer/draft/indexed-db-store";
import { deviceDatabase } from "~/device/device-database";
import type { PhotoToPublish, Publication, StoryKey } from "./publication";
import type { PublicationStore } from "./publication-storage";

/** A photo as it lies in the store: its files lie apart, the original with the draft. */
type StoredPhoto = Omit<PhotoToPublish, "publicPhoto" | "original"> & {
  publicPhoto: Omit<PhotoToPublish["publicPhoto"], "blob">;
  keepsOriginal: boolean;
};

type StoredPublication = Omit<Publication, "photos"> & { photos: StoredPhoto[] };

interface PublishingSchema extends DBSchema {
  publications: { key: string; value: StoredPublication; indexes: { author: string } };
  /** Earlier releases stored Blobs, which a private window of Safari does not keep. */
  public_photos: { key: string; value: StoredFile | Blob };
  story_keys: { key: string; value: StoryKey };
}

const open = deviceDatabase<PublishingSchema>("heartfelt-publishing", (db) => {
  db.createObjectStore("publications").createIndex("author", "author");
  db.createObjectStore("public_photos");
  db.createObjectStore("story_keys");
});

const stores = ["publications", "public_photos", "story_keys"] as const;

/** Publications in IndexedDB. */
export const publicationStore: PublicationStore = {
  keep: async (publication) => {
    const { draftKey, photos, storyKey } = publication;
    // Before the transaction, which waits for nothing but its own requests.
    const stored = await Promise.all(
      photos.map(async ({ key, publicPhoto }) => ({ key, file: await toStoredFile(publicPhoto.blob) })),
    );
    const transaction = (await open()).transaction(stores, "readwrite");
    const files = transaction.objectStore("public_photos");
    const kept = new Set(await files.getAllKeys(filesOf(draftKey)));
    const fresh = stored.filter(({ key }) => !kept.has(photoFileName(draftKey, key)));
    await Promise.all([
      transaction.objectStore("publications").put(toStored(publication), draftKey),
      storyKey && transaction.objectStore("story_keys").put(storyKey, draftKey),
      ...fresh.map(({ key, file }) => files.put(file, photoFileName(draftKey, key))),
      transaction.done,
    ]);
  },
  release: async ({ draftKey }) => remove(draftKey, "publications"),
  finish: async ({ draftKey }) => {
    await remove(draftKey, "publications", "story_keys");
    await deleteDraft(draftKey, indexedDbStore);
  },
  readStoryKey: async (draftKey) => (await (await open()).get("story_keys", draftKey)) ?? null,
  readUnfinished: async (author) => {
    const all = await (await open()).getAllFromIndex("publications", "author", author);
    const read = await Promise.all(all.map(fromStored));
    return read.filter((publication) => publication !== null);
  },
};

/** Deletes what is stored under a draft's key; the public photos go in any case. */
async function remove(draftKey: string, ...names: ("publications" | "story_keys")[]): Promise<void> {
  const transaction = (await open()).transaction(stores, "readwrite");
  await Promise.all([
    ...names.map((name) => transaction.objectStore(name).delete(draftKey)),
    transaction.objectStore("public_photos").delete(filesOf(draftKey)),
    transaction.done,
  ]);
}

function toStored({ photos, ...publication }: Publication): StoredPublication {
  return {
    ...publication,
    photos: photos.map(({ publicPhoto: { blob: _blob, ...publicPhoto }, original, ...photo }) => ({
      ...photo,
      publicPhoto,
      keepsOriginal: original !== null,
    })),
  };
}

/** Returns a publication with its files; null when one is missing, and its author must publish once more. */
async function fromStored({ photos, ...publication }: StoredPublication): Promise<Publication | null> {
  const { draftKey } = publication;
  const names = photos.map(({ key }) => photoFileName(draftKey, key));
  const db = await open();
  const blobs = await Promise.all(names.map(async (name) => toBlob(await db.get("public_photos", name))));
  const originals = await Promise.all(photos.map(({ key }) => readPhotoFile(draftKey, key, indexedDbStore)));
  const read = photos.flatMap(({ keepsOriginal, publicPhoto, ...photo }, index): PhotoToPublish[] => {
    const blob = blobs[index];
    const original = keepsOriginal ? (originals[index] ?? null) : null;
    const isWhole = blob !== undefined && (original !== null || !keepsOriginal);
    return isWhole ? [{ ...photo, publicPhoto: { ...publicPhoto, blob }, original }] : [];
  });
  return read.length === photos.length ? { ...publication, photos: read } : null;
}

function filesOf(draftKey: string): IDBKeyRange {
  return IDBKeyRange.bound(`${draftKey}/`, `${draftKey}/\uffff`);
}
