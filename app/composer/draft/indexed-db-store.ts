import type { DBSchema } from "idb";
import { deviceDatabase } from "~/device/device-database";
import type { DraftStore, StoredDraft, StoredFile } from "./draft";

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  files: { key: string; value: StoredFile | Blob };
}

const open = deviceDatabase<DraftSchema>("heartfelt-drafts", (db) => {
  db.createObjectStore("drafts");
  db.createObjectStore("files");
});

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
