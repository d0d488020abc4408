import { askOnce } from "~/composer/workers/ask-once";
import type { DraftStore } from "./draft";
import { openDrafts } from "./draft-database";
import { storeFile, type FileToStore } from "./store-file";
import type { StoreFileAnswer } from "./store-file-worker";

/** Drafts in IndexedDB. */
export const indexedDbStore: DraftStore = {
  readDraft: async (key) => (await openDrafts()).get("drafts", key),
  writeDraft: async (key, draft) => {
    const db = await openDrafts();
    await (draft === null ? db.delete("drafts", key) : db.put("drafts", draft, key));
  },
  fileNames: async (key) => (await openDrafts()).getAllKeys("files", filesOf(key)),
  readFiles: async (names) => {
    const db = await openDrafts();
    return Promise.all(names.map((name) => db.get("files", name)));
  },
  writeFile: async (name, file) => {
    if (!(await storeInWorker({ name, file }))) await storeFile({ name, file });
  },
  deleteFiles: async (names) => {
    const db = await openDrafts();
    await Promise.all(names.map((name) => db.delete("files", name)));
  },
};

/** Stores a file in a worker, since reading and copying 20 MB would hold up the page. Returns whether that could be done. */
async function storeInWorker(question: FileToStore): Promise<boolean> {
  if (typeof Worker === "undefined") return false;
  const startWorker = () => new Worker(new URL("./store-file-worker.ts", import.meta.url), { type: "module" });
  const failure = "The worker that stores files ended.";
  return askOnce<StoreFileAnswer>({ startWorker, question, failure }).catch(() => false);
}

/** Returns the range of the names of a draft's files. */
function filesOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound(`${key}/`, `${key}/\uffff`);
}
