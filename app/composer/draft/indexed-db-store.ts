import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { DraftStore, StoredDraft } from "./draft";

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  files: { key: string; value: Blob };
}

let database: Promise<IDBPDatabase<DraftSchema>> | null = null;

function open(): Promise<IDBPDatabase<DraftSchema>> {
  database ??= openDB<DraftSchema>("heartfelt-drafts", 1, {
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
  return database;
}

/** Drafts in IndexedDB: the words in one store, the photos' files in another. */
export const indexedDbStore: DraftStore = {
  readDraft: async (key) => (await open()).get("drafts", key),
  readFiles: async (names) => {
    const db = await open();
    return Promise.all(names.map((name) => db.get("files", name)));
  },
  change: async (key, plan) => {
    const transaction = (await open()).transaction(["drafts", "files"], "readwrite");
    const [drafts, files] = [transaction.objectStore("drafts"), transaction.objectStore("files")];
    const { draft, filesToPut, filesToDelete } = plan(await files.getAllKeys(filesOf(key)));
    await Promise.all([
      draft === null ? drafts.delete(key) : drafts.put(draft, key),
      ...filesToPut.map(({ name, file }) => files.put(file, name)),
      ...filesToDelete.map((name) => files.delete(name)),
      transaction.done,
    ]);
  },
};

/** Returns the range of the names of a draft's files. */
function filesOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound(`${key}/`, `${key}/\uffff`);
}
