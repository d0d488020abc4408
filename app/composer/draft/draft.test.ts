import { expect, test } from "vitest";
import type { SavedPhoto } from "~/composer/photos/saved-photo";
import { regionOfStroke } from "~/composer/regions/brush";
import { regionAt } from "~/composer/regions/regions";
import { deleteDraft, readDraft, saveDraft, toStoredFile } from "./draft";
import type { Draft, DraftStore, StoredDraft, StoredFile } from "./draft";

const size = { width: 800, height: 600 };

function photo(key: string): SavedPhoto {
  const plate = regionOfStroke({ points: [{ x: 300, y: 300 }], radius: 20 }, size, "plate")!;
  const regions = [regionAt({ x: 200, y: 200 }, size, "face"), plate];
  const file = new Blob([key], { type: "image/jpeg" });
  const shown = { name: `${key}.jpg`, view: new Blob(["small"], { type: "image/jpeg" }) };
  return { key, file, ...shown, size, removed: ["the time"], style: "soft", alt: "", regions, isSearched: true };
}

function draftOf(...photos: SavedPhoto[]): Draft {
  return { title: "A day", body: "It was a Sunday.", originals: "keep", existing: [], photos };
}

/** A store in memory that counts the files it writes. */
function memoryStore() {
  const drafts = new Map<string, StoredDraft>();
  const files = new Map<string, StoredFile | Blob>();
  const written: string[] = [];
  const store: DraftStore = {
    readDraft: (key) => Promise.resolve(structuredClone(drafts.get(key))),
    writeDraft: (key, draft) => {
      if (draft) drafts.set(key, draft);
      else drafts.delete(key);
      return Promise.resolve();
    },
    fileNames: (key) => Promise.resolve([...files.keys()].filter((name) => name.startsWith(`${key}/`))),
    readFiles: (names) => Promise.resolve(names.map((name) => files.get(name))),
    writeFile: async (name, file) => {
      files.set(name, await toStoredFile(file));
      written.push(name);
    },
    deleteFiles: (names) => {
      for (const name of names) files.delete(name);
      return Promise.resolve();
    },
  };
  return { store, drafts, files, written };
}

const fails = () => Promise.reject(new Error("private window"));
const noStore: DraftStore = {
  ...{ readDraft: fails, writeDraft: fails, fileNames: fails, readFiles: fails, writeFile: fails, deleteFiles: fails },
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
    "name",
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
  expect(written).toEqual(["a.opened", "a.view", "b.opened", "b.view"].map((name) => `author/new/${name}`));
});

test("the file of a photo that was removed goes with it, those of other drafts stay", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a"), photo("b")), store);
  await saveDraft("author/story", draftOf(photo("c")), store);
  await saveDraft("author/new", draftOf(photo("b")), store);
  const kept = ["new/b.opened", "new/b.view", "story/c.opened", "story/c.view"];
  expect([...files.keys()]).toEqual(kept.map((name) => `author/${name}`));
});

test("a photo whose file is missing is left out of the draft", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a"), photo("b")), store);
  files.delete("author/new/a.opened");
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

test("a store that keeps no photos keeps the words", async () => {
  const { store, drafts } = memoryStore();
  const saved = await saveDraft("author/new", draftOf(photo("a")), { ...store, writeFile: fails });
  expect([saved, drafts.get("author/new")?.body]).toEqual(["words_saved", "It was a Sunday."]);
  expect(await readDraft("author/new", store)).toMatchObject({ body: "It was a Sunday.", photos: [] });
});

test("photos are stored as bytes, and the Blobs of earlier releases are read", async () => {
  const { store, files } = memoryStore();
  await saveDraft("author/new", draftOf(photo("a")), store);
  for (const file of files.values()) expect(file).toHaveProperty("bytes");
  files.clear();
  files.set("author/new/a", new Blob(["old"]));
  const [restored] = (await readDraft("author/new", store))?.photos ?? [];
  expect([await restored?.file.text(), restored?.view]).toEqual(["old", null]);
});

test("the chosen file makes room for the one that it was opened as", async () => {
  const { store, files } = memoryStore();
  const opened = photo("a");
  await saveDraft("author/new", draftOf({ ...opened, view: null, isSearched: false }), store);
  expect([...files.keys()]).toEqual(["author/new/a"]);
  await saveDraft("author/new", draftOf(opened), store);
  expect([...files.keys()]).toEqual(["author/new/a.opened", "author/new/a.view"]);
});
