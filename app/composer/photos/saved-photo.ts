import { startHistory } from "~/composer/regions/history";
import type { EditorRegions } from "~/composer/regions/regions";
import type { ComposedPhoto } from "./composed-photo";

/** A photo as a draft keeps it; its public photo is made again. */
export type SavedPhoto = Pick<
  ComposedPhoto,
  "key" | "file" | "name" | "view" | "size" | "removed" | "style" | "alt"
> & {
  regions: EditorRegions;
  /** Whether the finder has finished. */
  isSearched: boolean;
};

/** Returns what of a photo is worth keeping. */
export function toSavedPhoto(photo: ComposedPhoto): SavedPhoto {
  const { key, file, name, view, size, removed, style, alt, history, stage } = photo;
  const isSearched = stage.kind === "to_review" || stage.kind === "reviewed";
  return { key, file, name, view, size, removed, style, alt, regions: history.present, isSearched };
}

/** Returns a saved photo as it goes on: to the finder, or to its author's eyes. `url` is an object URL of its small picture. */
export function fromSavedPhoto({ regions, isSearched, ...saved }: SavedPhoto, url: string | null): ComposedPhoto {
  return {
    ...saved,
    url,
    stage: isSearched ? { kind: "to_review", note: null } : { kind: "opening" },
    history: startHistory(regions),
    found: [],
    publicPhoto: { kind: "none" },
    previewUrl: null,
    upload: { kind: "none" },
  };
}
