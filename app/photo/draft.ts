import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { ComposedPhoto } from "./composer/photos";

/** A story in the making, on this device alone. */
export interface Draft {
  title: string;
  body: string;
  keepsOriginals: boolean;
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

/** The draft of a story: "new", or the id of one that is edited. Null when there is none, or no place to keep it. */
export async function readDraft(story: string): Promise<Draft | null> {
  try {
    return (await (await open()).get("drafts", story)) ?? null;
  } catch {
    return null;
  }
}

/** Keeps a draft. Rejects where the browser has no place for it (private windows, a full disk). */
export async function saveDraft(story: string, draft: Draft): Promise<void> {
  await (await open()).put("drafts", draft, story);
}

export async function deleteDraft(story: string): Promise<void> {
  await (await open()).delete("drafts", story).catch(() => undefined);
}
