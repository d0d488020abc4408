/** The photos of a story in the making, as a pure reducer. What costs time happens outside and reports back here. */
import type { Region, Size } from "~/contract/photo";
import { maxPhotosPerStory } from "~/contract/limits";
import { startHistory, type History } from "~/composer/review/history";
import type { Mark } from "~/composer/review/marks";
import type { RedactionStyle } from "~/imaging/redaction/redact";

/** How far a photo has come. `to_review` waits for its author's eyes, `reviewed` has them. */
export type PhotoStage =
  | { kind: "opening" }
  | { kind: "finding"; done: number; total: number }
  | { kind: "to_review"; note: string | null }
  | { kind: "reviewed" }
  | { kind: "refused"; why: string };

/** The public copy: made again after each change of marks or style. Its regions are in its own pixels. */
export type CopyState =
  { kind: "none" } | { kind: "ready"; blob: Blob; size: Size; regions: Region[] } | { kind: "failed" };

/** How far the upload has come. */
export type UploadState =
  | { kind: "none" }
  | { kind: "sending"; share: number }
  | { kind: "failed"; why: string }
  | { kind: "stored"; imageId: string };

export interface ComposedPhoto {
  key: string;
  file: Blob;
  /** Of the photo itself, for looking at it on this device. */
  url: string;
  size: Size;
  /** What the file held beside the picture, in plain words. */
  removed: string[];
  stage: PhotoStage;
  history: History<readonly Mark[]>;
  style: RedactionStyle;
  alt: string;
  copy: CopyState;
  /** URL of the copy that was made last, which stays in sight while the next is made; null before the first. */
  shownUrl: string | null;
  upload: UploadState;
}

export type PhotosEvent =
  | { kind: "added"; photos: Pick<ComposedPhoto, "key" | "file" | "url">[] }
  | { kind: "restored"; photos: ComposedPhoto[] }
  | { kind: "opened"; key: string; size: Size; removed: string[] }
  | { kind: "refused"; key: string; why: string }
  | { kind: "searching"; key: string; done: number; total: number; marks: readonly Mark[] }
  | { kind: "searched"; key: string; marks: readonly Mark[]; note: string | null }
  | { kind: "marked"; key: string; history: ComposedPhoto["history"] }
  | { kind: "changed"; key: string; change: Partial<Pick<ComposedPhoto, "alt" | "style">> }
  | { kind: "copied"; key: string; copy: CopyState & { kind: "ready" }; url: string }
  | { kind: "not_copied"; key: string }
  | { kind: "reviewed"; key: string }
  | { kind: "doubted"; key: string; marks: readonly Mark[]; note: string }
  | { kind: "tried_again"; key: string }
  | { kind: "originals_changed" }
  | { kind: "uploading"; key: string; upload: UploadState }
  | { kind: "removed"; key: string }
  | { kind: "moved"; key: string; to: number }
  | { kind: "cleared" };

/** The next state. Photos keep their order; more than a story holds are not taken. */
export function photosAfter(photos: readonly ComposedPhoto[], event: PhotosEvent): readonly ComposedPhoto[] {
  switch (event.kind) {
    case "added":
      return [...photos, ...event.photos.map(newPhoto)].slice(0, maxPhotosPerStory);
    case "restored":
      return event.photos;
    case "opened":
      return change(photos, event.key, { size: event.size, removed: event.removed });
    case "refused":
      return change(photos, event.key, { stage: { kind: "refused", why: event.why } });
    case "searching":
      return change(photos, event.key, {
        stage: { kind: "finding", done: event.done, total: event.total },
        history: startHistory(event.marks),
      });
    case "searched":
      return change(photos, event.key, {
        stage: { kind: "to_review", note: event.note },
        history: startHistory(event.marks),
      });
    case "marked":
      return change(photos, event.key, { history: event.history, ...unlooked });
    case "changed":
      return change(photos, event.key, event.change.style ? { ...event.change, ...unlooked } : event.change);
    case "copied":
      return change(photos, event.key, { copy: event.copy, shownUrl: event.url });
    case "not_copied":
      return change(photos, event.key, { copy: { kind: "failed" } });
    case "reviewed":
      return change(photos, event.key, { stage: { kind: "reviewed" } });
    case "doubted":
      return change(photos, event.key, {
        ...unlooked,
        history: withDoubts(photos, event.key, event.marks),
        stage: { kind: "to_review", note: event.note },
      });
    case "tried_again":
      return photos.map((photo) => (photo.key === event.key ? again(photo) : photo));
    case "originals_changed":
      // What was uploaded came with, or without, its original: it is uploaded anew, and the sweep removes the old one.
      return photos.map((photo) => ({ ...photo, upload: { kind: "none" } }));
    case "uploading":
      return change(photos, event.key, { upload: event.upload });
    case "removed":
      return photos.filter(({ key }) => key !== event.key);
    case "moved":
      return moved(photos, event.key, event.to);
    case "cleared":
      return [];
    default:
      return event satisfies never;
  }
}

/** A change of what is covered asks for new eyes and a new copy: the old ones were of something else. */
const unlooked = {
  stage: { kind: "to_review", note: null },
  copy: { kind: "none" },
  upload: { kind: "none" },
} as const satisfies Partial<ComposedPhoto>;

function newPhoto(photo: Pick<ComposedPhoto, "key" | "file" | "url">): ComposedPhoto {
  return {
    ...photo,
    size: { width: 1, height: 1 },
    removed: [],
    stage: { kind: "opening" },
    history: startHistory([]),
    style: "soft",
    alt: "",
    copy: { kind: "none" },
    shownUrl: null,
    upload: { kind: "none" },
  };
}

function change(photos: readonly ComposedPhoto[], key: string, parts: Partial<ComposedPhoto>): ComposedPhoto[] {
  return photos.map((photo) => (photo.key === key ? { ...photo, ...parts } : photo));
}

/** The second look's findings come as a step that can be undone like any other. */
function withDoubts(photos: readonly ComposedPhoto[], key: string, marks: readonly Mark[]): ComposedPhoto["history"] {
  const history = photos.find((photo) => photo.key === key)?.history ?? startHistory<readonly Mark[]>([]);
  return { past: [...history.past, history.present], present: [...history.present, ...marks], future: [] };
}

/** From where it failed: the opening, or the copy. */
function again(photo: ComposedPhoto): ComposedPhoto {
  return photo.stage.kind === "refused"
    ? { ...photo, stage: { kind: "opening" } }
    : { ...photo, copy: { kind: "none" } };
}

function moved(photos: readonly ComposedPhoto[], key: string, to: number): readonly ComposedPhoto[] {
  const from = photos.findIndex((photo) => photo.key === key);
  const photo = photos[from];
  if (!photo || to < 0 || to >= photos.length) return photos;
  return photos.toSpliced(from, 1).toSpliced(to, 0, photo);
}

/** Whether all photos are ready to go: looked at, with the very copy that was looked at. */
export function areAllReviewed(photos: readonly ComposedPhoto[]): boolean {
  return photos.every(({ stage, copy }) => stage.kind === "reviewed" && copy.kind === "ready");
}
