/**
 * The work on photos that takes time: opening, searching for faces, making the public photo. What it needs from the
 * browser is passed in, what it did is dispatched.
 */
import type { OpenedFile } from "~/composer/intake/open-photo";
import { canHelpToRetry, PhotoRefused } from "~/composer/intake/photo-refused";
import type { PublicPhoto } from "~/composer/public-photo/make-public-photo";
import { regionsToRedact, type EditorRegion } from "~/composer/regions/regions";
import type { CoverStyle, Pixels, Size } from "~/contract/photo";
import type { FaceRegion } from "~/face-finder/find-faces";
import { fromLeftToRight, scaleRegion, withinLimit, type RedactionRegion } from "~/imaging/geometry";
import { composerText } from "~/text/composer";
import type { ComposedPhoto } from "./composed-photo";
import type { PhotosDispatch } from "./photos-reducer";

/** The regions found so far, in pixels of what was searched. */
interface SearchProgress {
  done: number;
  total: number;
  regions: readonly FaceRegion[];
}

/** The browser's part of the work. */
export interface PhotoTools {
  openPhoto: (file: Blob) => Promise<OpenedFile>;
  findFaces: (
    pixels: Pixels,
    options: { signal: AbortSignal; onProgress: (progress: SearchProgress) => void },
  ) => Promise<{ regions: readonly FaceRegion[] }>;
  /** Ends the finder's worker: what a search took, some 300 MB, is not given back before. */
  releaseFinder: () => void;
  makePublicPhoto: (
    file: Blob,
    regions: readonly RedactionRegion[],
    options: { style: CoverStyle; signal: AbortSignal },
  ) => Promise<PublicPhoto>;
  createUrl: (blob: Blob) => string;
  newId: () => string;
}

/** A larger photo is decoded while nothing is searched: its bitmap and a search do not fit into a phone's tab together. */
const maxSharedPixels = 16_000_000;

/** Returns the photo to open next: one at a time, so that a phone is not overwhelmed. */
export function nextToOpen(photos: readonly ComposedPhoto[]): ComposedPhoto | undefined {
  if (photos.some((photo) => photo.stage.kind === "finding" || (isLarge(photo) && isToRedact(photo)))) return undefined;
  return photos.find(({ stage }) => stage.kind === "opening");
}

/** Returns the photo to redact next. */
export function nextToRedact(photos: readonly ComposedPhoto[]): ComposedPhoto | undefined {
  const isSearching = photos.some(({ stage }) => stage.kind === "finding");
  return photos.find((photo) => isToRedact(photo) && !(isSearching && isLarge(photo)));
}

function isToRedact({ stage, publicPhoto }: ComposedPhoto): boolean {
  return stage.kind === "to_review" && publicPhoto.kind === "none";
}

function isLarge({ size }: ComposedPhoto): boolean {
  return size.width * size.height > maxSharedPixels;
}

/** The input of a piece of work: the browser's tools, where to report, and when to stop. */
interface Work {
  tools: PhotoTools;
  dispatch: PhotosDispatch;
  signal: AbortSignal;
}

/** Opens a photo and searches it for faces. A file that cannot be opened is refused with a sentence. */
export async function openAndSearch({ key, file }: ComposedPhoto, { tools, dispatch, signal }: Work): Promise<void> {
  try {
    const { pixels, size, removed, view, ...opened } = await tools.openPhoto(file);
    dispatch({ kind: "opened", key, file: opened.file, size, removed, view, url: tools.createUrl(view) });
    await search(key, { pixels, size }, { tools, dispatch, signal });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const thumbnail = error instanceof PhotoRefused ? error.thumbnail : null;
    const url = thumbnail && tools.createUrl(thumbnail);
    dispatch({ kind: "refused", key, why, canRetry: canHelpToRetry(error), url });
  }
}

/** A finder that fails, or is stopped, leaves what it found so far, and the author adds the rest by hand. */
async function search(
  key: string,
  { pixels, size }: Pick<OpenedFile, "pixels" | "size">,
  { tools, dispatch, signal }: Work,
): Promise<void> {
  // Their own size is gone with them once they are searched.
  const { width, height } = pixels;
  let regions: EditorRegion[] = [];
  let note: string | null = null;
  dispatch({ kind: "search_progressed", key, done: 0, total: 1, regions });
  const show = (faces: readonly FaceRegion[]) => {
    regions = editorRegions(faces, { width, height }, size, tools.newId);
  };
  const onProgress = ({ done, total, regions: faces }: SearchProgress) => {
    show(faces);
    dispatch({ kind: "search_progressed", key, done, total, regions });
  };
  try {
    show((await tools.findFaces(pixels, { signal, onProgress })).regions);
  } catch {
    note = signal.aborted ? null : composerText.finderFailed;
  }
  // Before the next piece of work, which the end of this one starts.
  tools.releaseFinder();
  dispatch({ kind: "searched", key, regions, note });
}

function editorRegions(faces: readonly FaceRegion[], searched: Size, size: Size, newId: () => string): EditorRegion[] {
  return fromLeftToRight(withinLimit(faces)).map((face) => ({
    ...scaleRegion(face, searched, size),
    id: newId(),
    shape: "ellipse",
    isOn: true,
  }));
}

/** Makes the public photo of a photo as it is now. Dispatches nothing once aborted. */
export async function redactPhoto(
  { key, file, style, history }: Pick<ComposedPhoto, "key" | "file" | "style" | "history">,
  { tools, dispatch, signal }: Work,
): Promise<void> {
  try {
    const made = await tools.makePublicPhoto(file, regionsToRedact(history.present), { style, signal });
    if (signal.aborted) return;
    const { blob, width, height, regions } = made;
    const publicPhoto = { kind: "ready", blob, size: { width, height }, regions, style } as const;
    dispatch({ kind: "public_photo_made", key, publicPhoto, url: tools.createUrl(blob) });
  } catch {
    if (!signal.aborted) dispatch({ kind: "public_photo_failed", key });
  }
}

/** Returns the object URLs that photos still show. */
export function urlsInUse(photos: readonly ComposedPhoto[]): Set<string> {
  return new Set(photos.flatMap(({ url, previewUrl }) => [url, previewUrl].filter((each) => each !== null)));
}
