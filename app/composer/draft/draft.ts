/** The draft of a story on this device alone: what of it is stored, and how it is read back. */
import type { SavedPhoto } from "~/composer/photos/saved-photo";
import type { StoryFields } from "~/composer/story/use-story-fields";

export interface Draft extends StoryFields {
  photos: SavedPhoto[];
}

/** A photo as it lies in the store, under the names that earlier releases gave it; its files lie apart. */
type StoredPhoto = Omit<SavedPhoto, "file" | "view" | "name" | "regions"> & {
  marks: SavedPhoto["regions"];
  /** Left out by earlier releases. */
  name?: string;
};

/** Earlier releases kept originals without having asked, so what they stored of it counts for nothing. */
export type StoredDraft = Omit<StoryFields, "originals"> &
  Partial<Pick<StoryFields, "originals">> & { photos: StoredPhoto[] };

/** A file as it lies in the store: a private window of Safari keeps bytes, and no Blobs. */
export interface StoredFile {
  bytes: ArrayBuffer;
  type: string;
}

/** Where drafts are kept. Rejects where the browser has no room for it (private windows, a full disk), or no store at all. */
export interface DraftStore {
  readDraft: (key: string) => Promise<StoredDraft | undefined>;
  /** Null deletes the draft's words. */
  writeDraft: (key: string, draft: StoredDraft | null) => Promise<void>;
  /** Returns the names of the files of a draft. */
  fileNames: (key: string) => Promise<string[]>;
  /** Earlier releases stored Blobs. */
  readFiles: (names: string[]) => Promise<(StoredFile | Blob | undefined)[]>;
  writeFile: (name: string, file: Blob) => Promise<void>;
  deleteFiles: (names: string[]) => Promise<void>;
}

/** Returns the draft under a key; null when there is none, or no store. */
export async function readDraft(key: string, store: DraftStore): Promise<Draft | null> {
  try {
    const stored = await store.readDraft(key);
    if (!stored) return null;
    const photos = await Promise.all(stored.photos.map((photo) => readPhoto(key, photo, store)));
    const { title, body, existing, originals = null } = stored;
    return { title, body, existing, originals, photos: photos.filter((photo) => photo !== null) };
  } catch {
    return null;
  }
}

/** Returns a photo with its files; null when the photo's own is missing. */
async function readPhoto(
  key: string,
  { marks, name = "", ...photo }: StoredPhoto,
  store: DraftStore,
): Promise<SavedPhoto | null> {
  const file = await readPhotoFile(key, photo.key, store).catch(() => null);
  if (file === null) return null;
  const [view] = await store.readFiles([viewName(key, photo.key)]).catch(() => []);
  return { ...photo, name, regions: marks, file, view: toBlob(view) ?? null };
}

/** Returns a photo's own file: as it was opened, or as it was chosen; null when there is none. */
export async function readPhotoFile(key: string, photoKey: string, store: DraftStore): Promise<Blob | null> {
  const [opened, chosen] = await store.readFiles([openedName(key, photoKey), photoFileName(key, photoKey)]);
  return toBlob(opened ?? chosen) ?? null;
}

/** Returns a file as it is kept. */
export async function toStoredFile(file: Blob): Promise<StoredFile> {
  return { bytes: await file.arrayBuffer(), type: file.type };
}

export function toBlob(stored: StoredFile | Blob | undefined): Blob | undefined {
  return stored === undefined || stored instanceof Blob ? stored : new Blob([stored.bytes], { type: stored.type });
}

/** The part of a draft that was kept: all of it, or its words alone. */
export type DraftSaved = "saved" | "words_saved";

/**
 * Keeps a draft: its photos, then its words that name them, and the words alone where a browser keeps no photos. A draft is
 * saved after each pause in typing, and a photo may have 20 MB, so a file that is there already is not written again.
 */
export async function saveDraft(key: string, { photos, ...fields }: Draft, store: DraftStore): Promise<DraftSaved> {
  const stored = photos.map(({ file: _file, view: _view, regions, ...photo }): StoredPhoto => ({
    ...photo,
    marks: regions,
  }));
  const kept = await writeFiles(key, photos, store).catch(() => null);
  await store.writeDraft(key, { ...fields, photos: stored });
  if (kept === null) return "words_saved";
  await store.deleteFiles((await store.fileNames(key)).filter((name) => !kept.has(name)));
  return "saved";
}

/** Returns the names of all files of these photos, each of which is there. */
async function writeFiles(key: string, photos: readonly SavedPhoto[], store: DraftStore): Promise<Set<string>> {
  const files = new Map<string, Blob>();
  for (const { key: photoKey, file, view } of photos) {
    files.set(view ? openedName(key, photoKey) : photoFileName(key, photoKey), file);
    if (view) files.set(viewName(key, photoKey), view);
  }
  const present = await store.fileNames(key);
  for (const [name, file] of files) {
    if (!present.includes(name)) await store.writeFile(name, file);
  }
  return new Set(files.keys());
}

/** Deletes a draft. Where none could be kept there is none to delete. */
export async function deleteDraft(key: string, store: DraftStore): Promise<void> {
  try {
    await store.writeDraft(key, null);
    await store.deleteFiles(await store.fileNames(key));
  } catch {
    return;
  }
}

/** Returns the name under which a photo's file lies in the store. */
export function photoFileName(key: string, photoKey: string): string {
  return `${key}/${photoKey}`;
}

/** Of what replaces the chosen file once the photo is opened, and of its small picture. */
function openedName(key: string, photoKey: string): string {
  return `${key}/${photoKey}.opened`;
}

function viewName(key: string, photoKey: string): string {
  return `${key}/${photoKey}.view`;
}
