import { useCallback, useEffect, useReducer, useRef } from "react";
import { maxPhotosPerStory } from "~/contract/limits";
import { composerText } from "~/text/composer";
import { coveredBy, type Mark } from "~/composer/review/marks";
import { startHistory } from "~/composer/review/history";
import type { DraftPhoto } from "./draft";
import { photosAfter, type ComposedPhoto, type PhotosEvent } from "./photos";

/** Milliseconds after the last change of marks before the copy is made again. */
const copyAfter = 200;

/** The photos of a story in the making: opened, searched and copied one after the other, each step cancellable. */
export function usePhotos() {
  const [photos, tell] = useReducer(photosAfter, []);
  const searches = useRef(new Map<string, AbortController>());
  const wasFinderUsed = useRef(false);
  if (photos.length > 0) wasFinderUsed.current = true;
  useOpening(photos, tell, searches.current);
  useCopies(photos, tell);
  useUrls(photos);
  useEffect(() => {
    const running = searches.current;
    return () => {
      for (const search of running.values()) search.abort();
      // Nothing to release when no photo was ever chosen: the finder is not even loaded then.
      if (wasFinderUsed.current) void import("~/face-finder/find-faces").then(({ releaseFinder }) => releaseFinder());
    };
  }, []);

  const add = useCallback((files: Blob[]) => {
    const chosen = files.slice(0, maxPhotosPerStory).map((file) => ({
      key: crypto.randomUUID(),
      file,
      url: URL.createObjectURL(file),
    }));
    tell({ kind: "added", photos: chosen });
  }, []);

  const restore = useCallback((drafts: DraftPhoto[]) => {
    tell({ kind: "restored", photos: drafts.map(restored) });
  }, []);

  const stopSearch = useCallback((key: string) => searches.current.get(key)?.abort(), []);

  return { photos, tell, add, restore, stopSearch };
}

function restored({ marks, isSearched, ...draft }: DraftPhoto): ComposedPhoto {
  return {
    ...draft,
    url: URL.createObjectURL(draft.file),
    stage: isSearched ? { kind: "to_review", note: null } : { kind: "opening" },
    history: startHistory(marks),
    copy: { kind: "none" },
    shownUrl: null,
    upload: { kind: "none" },
  };
}

type Tell = (event: PhotosEvent) => void;

/** Opens and searches the first photo that waits for it: one at a time, so that a phone is not overrun. */
function useOpening(photos: readonly ComposedPhoto[], tell: Tell, searches: Map<string, AbortController>): void {
  const next = photos.find(({ stage }) => stage.kind === "opening");
  const isBusy = photos.some(({ stage }) => stage.kind === "finding");
  const key = isBusy ? undefined : next?.key;
  useEffect(() => {
    if (!next || key === undefined || searches.has(key)) return;
    const search = new AbortController();
    searches.set(key, search);
    void openAndSearch(next, tell, search.signal).finally(() => searches.delete(key));
  }, [key, next, tell, searches]);
}

async function openAndSearch({ key, file }: ComposedPhoto, tell: Tell, signal: AbortSignal): Promise<void> {
  const { openPhoto } = await import("./prepare");
  try {
    const opened = await openPhoto(file);
    tell({ kind: "opened", key, size: opened.size, removed: opened.removed });
    await search(key, opened, tell, signal);
  } catch (error) {
    tell({ kind: "refused", key, why: error instanceof Error ? error.message : String(error) });
  }
}

type Opened = Awaited<ReturnType<typeof import("./prepare").openPhoto>>;

/** Looks for faces. A finder that fails, or is stopped, leaves what it found so far, and the author marks by hand. */
async function search(key: string, { bitmap, size }: Opened, tell: Tell, signal: AbortSignal): Promise<void> {
  const { findFaces } = await import("~/face-finder/find-faces");
  const { fromLeftToRight, scaleRegion, withinLimit } = await import("~/imaging/geometry");
  const from = { width: bitmap.width, height: bitmap.height };
  const marksOf = (regions: Awaited<ReturnType<typeof findFaces>>["regions"]): Mark[] =>
    fromLeftToRight(withinLimit(regions)).map((region) => ({
      ...scaleRegion(region, from, size),
      id: crypto.randomUUID(),
      shape: "ellipse",
      isOn: true,
    }));
  let marks: Mark[] = [];
  tell({ kind: "searching", key, done: 0, total: 1, marks });
  try {
    const onProgress = (progress: { done: number; total: number; regions: Parameters<typeof marksOf>[0] }) => {
      marks = marksOf(progress.regions);
      tell({ kind: "searching", key, done: progress.done, total: progress.total, marks });
    };
    const { regions } = await findFaces(bitmap, { signal, onProgress });
    tell({ kind: "searched", key, marks: marksOf(regions), note: null });
  } catch {
    tell({ kind: "searched", key, marks, note: signal.aborted ? null : composerText.finderFailed });
  } finally {
    bitmap.close();
  }
}

/** Makes the public copy of each photo that lacks one. The preview is drawn from exactly these bytes. */
function useCopies(photos: readonly ComposedPhoto[], tell: Tell): void {
  const waiting = photos.find(({ stage, copy }) => stage.kind === "to_review" && copy.kind === "none");
  const marks = waiting?.history.present;
  useEffect(() => {
    if (!waiting || !marks) return;
    const { key, file, style } = waiting;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const { makePublicCopy } = await import("./prepare");
      try {
        const made = await makePublicCopy(file, coveredBy(marks), { style, signal: abort.signal });
        const { blob, width, height, regions } = made;
        const copy = { kind: "ready", blob, size: { width, height }, regions } as const;
        tell({ kind: "copied", key, copy, url: URL.createObjectURL(blob) });
      } catch {
        if (!abort.signal.aborted) tell({ kind: "not_copied", key });
      }
    }, copyAfter);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The copy depends on what is covered and how: a change of any other field must not start it anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [waiting?.key, marks, waiting?.style, tell]);
}

/** Gives back the memory behind each URL once no photo shows it. */
function useUrls(photos: readonly ComposedPhoto[]): void {
  const held = useRef(new Set<string>());
  useEffect(() => {
    const needed = new Set(photos.flatMap(({ url, shownUrl }) => (shownUrl === null ? [url] : [url, shownUrl])));
    for (const url of held.current) if (!needed.has(url)) URL.revokeObjectURL(url);
    held.current = needed;
  }, [photos]);
  useEffect(() => {
    const all = held;
    return () => all.current.forEach((url) => URL.revokeObjectURL(url));
  }, []);
}
