import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { DraftStore, StoredDraft, StoredFile } from "./draft";

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  files: { key: string; value: StoredFile | Blob };
}

let database: Promise<IDBPDatabase<DraftSchema>> | null = null;

/** @throws where there is no IndexedDB, or it fails; the next call tries again */
async function open(): Promise<IDBPDatabase<DraftSchema>> {
  database ??= openDatabase();
  try {
    return await database;
  } catch (error) {
    database = null;
    throw error;
  }
}

async function openDatabase(): Promise<IDBPDatabase<DraftSchema>> {
  return openDB<DraftSchema>("heartfelt-drafts", 1, {
    upgrade: (db) => {
      db.createObjectStore("drafts");
      db.createObjectStore("files");
    },
    // Signing out in another tab deletes the database: this tab must close it first.
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close(); // the event of a database, by the standard
      database = null;
    },
  });
}

/** Drafts in IndexedDB: the words in one store, the photos' files in another. */
export const indexedDbStore: DraftStore = {
  readDraft: async (key) => (await open()).get("drafts", key),
  writeDraft: async (key, draft) => {
    const db = await open();
    await (draft === null ? db.delete("drafts", key) : db.put("drafts", draft, key));
  },
  fileNames: async (key) => (await open()).getAllKeys("files", filesOf(key)),
  readFiles: async (names) => {
    const db = await open();
    return Promise.all(names.map((name) => db.get("files", name)));
  },
  writeFile: async (name, file) => void (await (await open()).put("files", file, name)),
  deleteFiles: async (names) => {
    const db = await open();
    await Promise.all(names.map((name) => db.delete("files", name)));
  },
};

/** Returns the range of the names of a draft's files. */
function filesOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound(`${key}/`, `${key}/\uffff`);
}
