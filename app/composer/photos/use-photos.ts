import { useCallback, useEffect, useReducer, useRef } from "react";
import { maxPhotosPerStory } from "~/contract/limits";
import type { ComposedPhoto } from "./composed-photo";
import { readCoverStyle } from "./cover-memory";
import { nextToOpen, nextToRedact, openAndSearch, redactPhoto, urlsInUse, type PhotoTools } from "./photo-work";
import { photosReducer, type PhotosDispatch } from "./photos-reducer";
import { fromSavedPhoto, type SavedPhoto } from "./saved-photo";

/** The public photo is made again this long after the last change of regions. */
const redactAfterMs = 200;

/** Everything heavy is loaded when it is first used: nothing of it is needed to show the page. */
const tools: PhotoTools = {
  openPhoto: async (file) => (await import("~/composer/intake/open-photo")).openPhoto(file),
  findFaces: async (pixels, options) => (await import("~/face-finder/find-faces")).findFaces(pixels, options),
  // Code that does not load any more, as the page is being left, has nothing to release.
  releaseFinder: () =>
    void import("~/face-finder/find-faces").then(({ releaseFinder }) => releaseFinder()).catch(() => undefined),
  makePublicPhoto: async (file, regions, options) =>
    (await import("~/composer/public-photo/make-public-photo")).makePublicPhoto(file, regions, options),
  createUrl: (blob) => URL.createObjectURL(blob),
  newId: () => crypto.randomUUID(),
};

/** The photos of a story or a message in the making, at most `max`: opened, searched and redacted one after the other, each step cancellable. */
export function usePhotos(max = maxPhotosPerStory) {
  const [photos, dispatch] = useReducer(photosReducer, []);
  const stopSearch = useOpening(photos, dispatch);
  useRedaction(photos, dispatch);
  useObjectUrls(photos);

  const add = useCallback(
    (files: File[]) => {
      const style = readCoverStyle();
      const chosen = files.slice(0, max).map((file) => ({
        key: crypto.randomUUID(),
        file,
        name: file.name,
        style,
      }));
      dispatch({ kind: "added", photos: chosen, max });
    },
    [max],
  );

  const restore = useCallback((saved: SavedPhoto[]) => {
    dispatch({
      kind: "restored",
      photos: saved.map((photo) => fromSavedPhoto(photo, photo.view && URL.createObjectURL(photo.view))),
    });
  }, []);

  return { photos, dispatch, add, restore, stopSearch };
}

/** Opens and searches photos one by one. Returns the way to stop a photo's search. */
function useOpening(photos: readonly ComposedPhoto[], dispatch: PhotosDispatch): (key: string) => void {
  const searches = useRef(new Map<string, AbortController>());
  const next = nextToOpen(photos);
  useEffect(() => {
    const running = searches.current;
    if (!next || running.has(next.key)) return;
    const search = new AbortController();
    running.set(next.key, search);
    const work = openAndSearch(next, { tools, dispatch, signal: search.signal });
    void work.finally(() => running.delete(next.key));
  }, [next, dispatch]);
  useEffect(() => {
    const running = searches.current;
    return () => running.forEach((search) => search.abort());
  }, []);
  return useCallback((key: string) => searches.current.get(key)?.abort(), []);
}

/** Makes the public photo of each photo that lacks one. The preview is drawn from exactly these bytes. */
function useRedaction(photos: readonly ComposedPhoto[], dispatch: PhotosDispatch): void {
  const next = nextToRedact(photos);
  const { key, file, style, history } = next ?? {};
  useEffect(() => {
    if (key === undefined || !file || !style || !history) return;
    const abort = new AbortController();
    const photo = { key, file, style, history };
    const work = () => void redactPhoto(photo, { tools, dispatch, signal: abort.signal });
    const timer = setTimeout(work, redactAfterMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // By its parts: a change of any other field, such as the description, must not start it again.
  }, [key, file, style, history, dispatch]);
}

/** Releases the memory behind each URL once no photo shows it. */
function useObjectUrls(photos: readonly ComposedPhoto[]): void {
  const held = useRef(new Set<string>());
  useEffect(() => {
    const inUse = urlsInUse(photos);
    for (const url of held.current) if (!inUse.has(url)) URL.revokeObjectURL(url);
    held.current = inUse;
  }, [photos]);
  useEffect(() => {
    const all = held;
    return () => all.current.forEach((url) => URL.revokeObjectURL(url));
  }, []);
}
