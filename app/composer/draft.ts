import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ComposedPhoto } from "./photos";
import type { Words } from "./use-words";

/** A story in the making, on this device alone. */
export interface Draft extends Words {
  photos: DraftPhoto[];
}

/** What of a photo is worth keeping; its copy is made again. */
export type DraftPhoto = Pick<ComposedPhoto, "key" | "file" | "size" | "removed" | "style" | "alt"> & {
  marks: ComposedPhoto["history"]["present"];
  /** Whether the finder has looked. */
  isSearched: boolean;
};

type KeptPhoto = Omit<DraftPhoto, "file">;

/** Photos lie apart from the words: a draft is saved after each pause in typing, and a photo may have 20 MB. */
interface DraftSchema extends DBSchema {
  drafts: { key: string; value: Words & { photos: KeptPhoto[] } };
  files: { key: string; value: Blob };
}

let database: Promise<IDBPDatabase<DraftSchema>> | null = null;

function open(): Promise<IDBPDatabase<DraftSchema>> {
  database ??= openDB<DraftSchema>("heartfelt-drafts", 1, {
    upgrade: (db) => {
      db.createObjectStore("drafts");
      db.createObjectStore("files");
    },
    // Signing out in another tab deletes all of it: this one lets go.
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      database = null;
    },
  });
  return database;
}

/** The names of all files of a draft. */
function filesOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound(`${key}/`, `${key}/\uffff`);
}

/** The draft under a key. Null when there is none, or no place to keep one. */
export async function readDraft(key: string): Promise<Draft | null> {
  try {
    const db = await open();
    const kept = await db.get("drafts", key);
    if (!kept) return null;
    const files = await Promise.all(kept.photos.map((photo) => db.get("files", `${key}/${photo.key}`)));
    const photos = kept.photos.flatMap((photo, index): DraftPhoto[] => {
      const file = files[index];
      return file ? [{ ...photo, file }] : [];
    });
    return { ...kept, photos };
  } catch {
    return null;
  }
}

/** Keeps a draft, all of it or nothing. Rejects where the browser has no place for it (private windows, a full disk). */
export async function saveDraft(key: string, { photos, ...words }: Draft): Promise<void> {
  const all = (await open()).transaction(["drafts", "files"], "readwrite");
  const files = all.objectStore("files");
  const unused = new Set(await files.getAllKeys(filesOf(key)));
  const writes: Promise<unknown>[] = [];
  const kept: KeptPhoto[] = [];
  for (const { file, ...photo } of photos) {
    const name = `${key}/${photo.key}`;
    if (!unused.delete(name)) writes.push(files.put(file, name));
    kept.push(photo);
  }
  for (const name of unused) writes.push(files.delete(name));
  writes.push(all.objectStore("drafts").put({ ...words, photos: kept }, key));
  await Promise.all([...writes, all.done]);
}

/** Forgets a draft. Where none could be kept there is none to forget. */
export async function deleteDraft(key: string): Promise<void> {
  try {
    const all = (await open()).transaction(["drafts", "files"], "readwrite");
    await Promise.all([all.objectStore("drafts").delete(key), all.objectStore("files").delete(filesOf(key)), all.done]);
  } catch {
    return;
  }
}
