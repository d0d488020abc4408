/** The photos of a story in the making, as a pure reducer. Work that takes time happens outside and reports back here. */
import type { OpenedFile } from "~/composer/intake/open-photo";
import { startHistory } from "~/composer/regions/history";
import { regionsToRedact, type EditorRegions } from "~/composer/regions/regions";
import { maxPhotosPerStory } from "~/contract/limits";
import type { ChosenPhoto, ComposedPhoto, FoundFace, PublicPhotoState, UploadState } from "./composed-photo";

/** An action on one photo, by its key. */
type PhotoAction = { key: string } & (
  | ({ kind: "opened"; url: string } & Pick<OpenedFile, "file" | "size" | "removed" | "view">)
  | { kind: "refused"; why: string; canRetry: boolean; url: string | null }
  | { kind: "search_progressed"; done: number; total: number; regions: EditorRegions }
  | { kind: "searched"; regions: EditorRegions; note: string | null }
  | { kind: "regions_changed"; history: ComposedPhoto["history"] }
  | { kind: "changed"; change: Partial<Pick<ComposedPhoto, "alt" | "style">> }
  | { kind: "public_photo_made"; publicPhoto: PublicPhotoState & { kind: "ready" }; url: string }
  | { kind: "public_photo_failed" }
  | { kind: "reviewed" }
  | { kind: "second_look_found"; faces: readonly FoundFace[]; note: string }
  | { kind: "face_answered"; id: string; answer: "covered" | "left" }
  | { kind: "retried" }
  | { kind: "upload_changed"; upload: UploadState }
);

export type PhotosAction =
  | PhotoAction
  | { kind: "added"; photos: ChosenPhoto[]; max?: number }
  | { kind: "restored"; photos: ComposedPhoto[] }
  | { kind: "originals_changed" }
  | { kind: "removed"; key: string }
  | { kind: "moved"; key: string; to: number }
  | { kind: "cleared" };

export type PhotosDispatch = (action: PhotosAction) => void;

/** Returns the next state. Photos keep their order; no more are taken than there may be, which is what a story has unless it is said. */
export function photosReducer(photos: readonly ComposedPhoto[], action: PhotosAction): readonly ComposedPhoto[] {
  switch (action.kind) {
    case "added":
      return [...photos, ...action.photos.map(newPhoto)].slice(0, action.max ?? maxPhotosPerStory);
    case "restored":
      return action.photos;
    case "originals_changed":
      // What was uploaded came with, or without, its original: it is uploaded again, and the sweep removes the old one.
      return photos.map((photo) => ({ ...photo, upload: { kind: "none" } }));
    case "removed":
      return photos.filter(({ key }) => key !== action.key);
    case "moved":
      return movePhoto(photos, action.key, action.to);
    case "cleared":
      return [];
    default:
      return photos.map((photo) => (photo.key === action.key ? { ...photo, ...changeOf(photo, action) } : photo));
  }
}

/** Another redaction needs another review, public photo and upload: the old ones were of something else. */
const notReviewed = {
  stage: { kind: "to_review", note: null },
  publicPhoto: { kind: "none" },
  upload: { kind: "none" },
} as const satisfies Partial<ComposedPhoto>;

/** A face that is no longer doubtful is covered as before. */
function coversTheSame(before: Pick<ComposedPhoto, "history">, after: Pick<ComposedPhoto, "history">): boolean {
  const [redacted, toRedact] = [before, after].map(({ history }) => JSON.stringify(regionsToRedact(history.present)));
  return redacted === toRedact;
}

/** Returns what an action changes about its photo. */
function changeOf(photo: ComposedPhoto, action: PhotoAction): Partial<ComposedPhoto> {
  switch (action.kind) {
    case "opened":
      return { file: action.file, size: action.size, removed: action.removed, view: action.view, url: action.url };
    case "refused":
      return { stage: { kind: "refused", why: action.why, canRetry: action.canRetry }, url: action.url };
    case "search_progressed": {
      const { done, total, regions } = action;
      return { stage: { kind: "finding", done, total }, history: startHistory(regions) };
    }
    case "searched":
      return { stage: { kind: "to_review", note: action.note }, history: startHistory(action.regions) };
    case "regions_changed":
      return { history: action.history, ...(coversTheSame(photo, action) ? {} : notReviewed) };
    case "changed":
      return action.change.style ? { ...action.change, ...notReviewed } : action.change;
    case "public_photo_made":
      return { publicPhoto: action.publicPhoto, previewUrl: action.url };
    case "public_photo_failed":
      return { publicPhoto: { kind: "failed" } };
    case "reviewed":
      return { stage: { kind: "reviewed" } };
    case "second_look_found": {
      // Answers of earlier looks stay: a face that was left as it is comes again with another id.
      const answered = photo.found.filter(({ answer }) => answer !== null);
      return { found: [...answered, ...action.faces], stage: { kind: "to_review", note: action.note } };
    }
    case "face_answered": {
      const { id, answer } = action;
      return { found: photo.found.map((face) => (face.id === id ? { ...face, answer } : face)) };
    }
    case "retried":
      return photo.stage.kind === "refused" ? { stage: { kind: "opening" } } : { publicPhoto: { kind: "none" } };
    case "upload_changed":
      return { upload: action.upload };
    default:
      return action satisfies never;
  }
}

function newPhoto(photo: ChosenPhoto): ComposedPhoto {
  return {
    ...photo,
    view: null,
    url: null,
    size: { width: 1, height: 1 },
    removed: [],
    stage: { kind: "opening" },
    history: startHistory([]),
    found: [],
    alt: "",
    publicPhoto: { kind: "none" },
    previewUrl: null,
    upload: { kind: "none" },
  };
}

function movePhoto(photos: readonly ComposedPhoto[], key: string, to: number): readonly ComposedPhoto[] {
  const from = photos.findIndex((photo) => photo.key === key);
  const photo = photos[from];
  if (!photo || to < 0 || to >= photos.length) return photos;
  return photos.toSpliced(from, 1).toSpliced(to, 0, photo);
}
