import type { DBSchema } from "idb";
import { deviceDatabase } from "~/device/device-database";
import type { StoredDraft, StoredFile } from "./draft";

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  files: { key: string; value: StoredFile | Blob };
}

/** Opens the drafts in IndexedDB: the words in one store, the photos' files in another. */
export const openDrafts = deviceDatabase<DraftSchema>("heartfelt-drafts", (db) => {
  db.createObjectStore("drafts");
  db.createObjectStore("files");
});
