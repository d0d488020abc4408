import { expect, test } from "vitest";
import type { SavedPhoto } from "~/composer/photos/saved-photo";
import { regionAt } from "~/composer/regions/regions";
import { deleteDraft, readDraft, saveDraft, type Draft, type DraftStore, type StoredDraft } from "./draft";

const size = { width: 800, height: 600 };

function photo(key: string): SavedPhoto {
  const regions = [regionAt({ x: 200, y: 200 }, size, "face")];
  return { key, file: new Blob([key]), size, removed: ["the time"], style: "soft", alt: "", regions, isSearched: true };
}

function draftOf(...photos: SavedPhoto[]): Draft {
  return { title: "A day", body: "It was a Sunday.", originals: "keep", existing: [], photos };
}

/** A store in memory that counts the files it writes. */
function memoryStore() {
  const drafts = new Map<string, StoredDraft>();
  const files = new Map<string, Blob>();
  const written: string[] = [];
  const store: DraftStore = {
    readDraft: (key) => Promise.resolve(structuredClone(drafts.get(key))),
    readFiles: (names) => Promise.resolve(names.map((name) => files.get(name))),
    change: (key, plan) => {
      const { draft, filesToPut, filesToDelete } = plan([...files.keys()].filter((name) => name.startsWith(`${key}/`)));
      if (draft) drafts.set(key, draft);
      else drafts.delete(key);
      for (const { name, file } of filesToPut) {
        files.set(name, file);
        written.push(name);
      }
      for (const name of filesToDelete) files.delete(name);
      return Promise.resolve();
    },
  };
  return { store, drafts, files, written };
}

const noStore: DraftStore = {
  readDraft: () => Promise.reject(new Error("private window")),
  readFiles: () => Promise.reject(new Error("private window")),
  change: () => Promise.reject(new Error("private window")),
};

test("a saved draft is read back as it was, regions and files included", async () => {
  const { store } = memoryStore();
  const draft = draftOf(photo("a"), photo("b"));
  await saveDraft("author/new", draft, store);
  expect(await readDraft("author/new", store)).toEqual(draft);
});

test("a draft is stored under the names that earlier releases read", async () => {
  const { store, drafts } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a")), store);
  const [stored] = drafts.get("author/new")?.photos ?? [];
  expect(Object.keys(stored ?? {}).toSorted()).toEqual([
    "alt",
    "isSearched",
    "key",
    "marks",
    "removed",
    "size",
    "style",
  ]);
});

test("an answer about originals that an earlier release presumed is asked for", async () => {
  const { store, drafts } = memoryStore();
  const presumed = { title: "", body: "A Sunday.", existing: [], keepsOriginals: true, photos: [] };
  drafts.set("author/new", presumed as StoredDraft);
  expect(await readDraft("author/new", store)).toEqual({
    ...{ title: "", body: "A Sunday.", existing: [] },
    ...{ originals: null, photos: [] },
  });
});

test("a file that is stored already is not written again", async () => {
  const { store, written } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a")), store);
  await saveDraft("author/new", draftOf(photo("a"), photo("b")), store);
  expect(written).toEqual(["author/new/a", "author/new/b"]);
});

test("the file of a photo that was removed goes with it, those of other drafts stay", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a"), photo("b")), store);
  await saveDraft("author/story", draftOf(photo("c")), store);
  await saveDraft("author/new", draftOf(photo("b")), store);
  expect([...files.keys()]).toEqual(["author/new/b", "author/story/c"]);
});

test("a photo whose file is missing is left out of the draft", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a"), photo("b")), store);
  files.delete("author/new/a");
  expect((await readDraft("author/new", store))?.photos.map(({ key }) => key)).toEqual(["b"]);
});

test("a deleted draft is gone with its files", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a")), store);
  await deleteDraft("author/new", store);
  expect(await readDraft("author/new", store)).toBeNull();
  expect(files.size).toBe(0);
});

test("without a store there is no draft: reading and deleting pass, saving fails", async () => {
  expect(await readDraft("author/new", noStore)).toBeNull();
  await expect(deleteDraft("author/new", noStore)).resolves.toBeUndefined();
  await expect(saveDraft("author/new", draftOf(), noStore)).rejects.toThrow("private window");
});
