/** The draft of a story on this device alone: what of it is stored, and how it is read back. */
import type { SavedPhoto } from "~/composer/photos/saved-photo";
import type { StoryFields } from "~/composer/story/use-story-fields";

export interface Draft extends StoryFields {
  photos: SavedPhoto[];
}

/** A photo as it lies in the store, under the names that earlier releases gave it; its file lies apart. */
type StoredPhoto = Omit<SavedPhoto, "file" | "regions"> & { marks: SavedPhoto["regions"] };

/** Earlier releases kept originals without having asked, so what they stored of it counts for nothing. */
export type StoredDraft = Omit<StoryFields, "originals"> &
  Partial<Pick<StoryFields, "originals">> & { photos: StoredPhoto[] };

/** The changes in the store when a draft is saved or deleted. */
export interface DraftChange {
  /** Null deletes the draft. */
  draft: StoredDraft | null;
  filesToPut: { name: string; file: Blob }[];
  filesToDelete: string[];
}

/** Where drafts are kept. Rejects where the browser has no room for it (private windows, a full disk). */
export interface DraftStore {
  readDraft: (key: string) => Promise<StoredDraft | undefined>;
  readFiles: (names: string[]) => Promise<(Blob | undefined)[]>;
  /** Makes a change at once or not at all; `plan` is given the names of the files that the draft has. */
  change: (key: string, plan: (fileNames: string[]) => DraftChange) => Promise<void>;
}

/** Returns the draft under a key; null when there is none, or no store. */
export async function readDraft(key: string, store: DraftStore): Promise<Draft | null> {
  try {
    const stored = await store.readDraft(key);
    if (!stored) return null;
    const files = await store.readFiles(stored.photos.map((photo) => photoFileName(key, photo.key)));
    const photos = stored.photos.flatMap(({ marks, ...photo }, index): SavedPhoto[] => {
      const file = files[index];
      return file ? [{ ...photo, regions: marks, file }] : [];
    });
    const { title, body, existing, originals = null } = stored;
    return { title, body, existing, originals, photos };
  } catch {
    return null;
  }
}

/**
 * Keeps a draft, all of it or nothing. Files lie apart from the words: a draft is saved after each pause in typing, and a
 * photo may have 20 MB, so a file that is there already is not written again.
 */
export function saveDraft(key: string, { photos, ...fields }: Draft, store: DraftStore): Promise<void> {
  const stored = photos.map(({ file: _file, regions, ...photo }): StoredPhoto => ({ ...photo, marks: regions }));
  return store.change(key, (fileNames) => {
    const files = photos.map(({ key: photoKey, file }) => ({ name: photoFileName(key, photoKey), file }));
    const names = new Set(files.map(({ name }) => name));
    return {
      draft: { ...fields, photos: stored },
      filesToPut: files.filter(({ name }) => !fileNames.includes(name)),
      filesToDelete: fileNames.filter((name) => !names.has(name)),
    };
  });
}

/** Deletes a draft. Where none could be kept there is none to delete. */
export async function deleteDraft(key: string, store: DraftStore): Promise<void> {
  try {
    await store.change(key, (fileNames) => ({ draft: null, filesToPut: [], filesToDelete: fileNames }));
  } catch {
    return;
  }
}

/** Returns the name under which a photo's file lies in the store. */
export function photoFileName(key: string, photoKey: string): string {
  return `${key}/${photoKey}`;
}
