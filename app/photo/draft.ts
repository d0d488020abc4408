import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ComposedPhoto } from "./composer/photos";
import type { Words } from "./composer/use-words";

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

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: Draft };
}

let database: Promise<IDBPDatabase<DraftSchema>> | null = null;

function open(): Promise<IDBPDatabase<DraftSchema>> {
  database ??= openDB<DraftSchema>("heartfelt-drafts", 1, {
    upgrade: (db) => void db.createObjectStore("drafts"),
    // Signing out in another tab deletes all of it: this one lets go.
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      database = null;
    },
  });
  return database;
}

/** The draft under a key. Null when there is none, or no place to keep one. */
export async function readDraft(key: string): Promise<Draft | null> {
  try {
    return (await (await open()).get("drafts", key)) ?? null;
  } catch {
    return null;
  }
}

/** Keeps a draft. Rejects where the browser has no place for it (private windows, a full disk). */
export async function saveDraft(key: string, draft: Draft): Promise<void> {
  await (await open()).put("drafts", draft, key);
}

/** Forgets a draft. Where none could be kept there is none to forget. */
export async function deleteDraft(key: string): Promise<void> {
  try {
    await (await open()).delete("drafts", key);
  } catch {
    return;
  }
}
