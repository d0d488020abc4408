/** A photo of the story in the making, and the states that it passes through. */
import type { History } from "~/composer/regions/history";
import type { EditorRegions } from "~/composer/regions/regions";
import type { CoverStyle, DeclaredRegion, Size } from "~/contract/photo";
import type { UncoveredFace } from "~/contract/second-look";

/** The stages of a photo. `to_review` waits for its author's eyes, `reviewed` has had them. */
export type PhotoStage =
  | { kind: "opening" }
  | { kind: "finding"; done: number; total: number }
  | { kind: "to_review"; note: string | null }
  | { kind: "reviewed" }
  | { kind: "refused"; why: string; canRetry: boolean };

/** The declared redaction of a public photo, sent with its upload: regions in its own pixels, in their order. */
export interface Redaction {
  regions: DeclaredRegion[];
  style: CoverStyle;
}

/** Made again after each change of regions or style. Its regions are in its own pixels. */
export type PublicPhotoState =
  { kind: "none" } | ({ kind: "ready"; blob: Blob; size: Size } & Redaction) | { kind: "failed" };

/** The progress of the upload. */
export type UploadState =
  | { kind: "none" }
  | { kind: "sending"; share: number }
  | { kind: "failed"; why: string }
  | { kind: "stored"; imageId: string };

/** A face that the second look found uncovered, in pixels of the photo, and what its author decided; null: nothing yet. */
export interface FoundFace extends UncoveredFace {
  answer: "covered" | "left" | null;
}

export interface ComposedPhoto {
  key: string;
  /** The file that would be uploaded as the original; until the photo is opened, the chosen one. */
  file: Blob;
  /** Of the chosen file; empty where it has none. */
  name: string;
  /** A small picture of the photo, for this device alone, and its URL; null until it is opened, and of some that are refused. */
  view: Blob | null;
  url: string | null;
  /** Of the upright photo at full size: regions are in these pixels. */
  size: Size;
  /** Metadata of the file that the public photo will not have, in plain words. */
  removed: string[];
  stage: PhotoStage;
  history: History<EditorRegions>;
  /** The findings of the second look, also those in earlier uploads. */
  found: readonly FoundFace[];
  style: CoverStyle;
  alt: string;
  publicPhoto: PublicPhotoState;
  /** URL of the public photo that was made last, shown while the next is made; null before the first. */
  previewUrl: string | null;
  upload: UploadState;
}

/** A file that its author has just chosen, and the look that its regions will have. */
export type ChosenPhoto = Pick<ComposedPhoto, "key" | "file" | "name" | "style">;

/** Returns the first face that its author has not decided about, with its number from 1; null when there is none. */
export function openQuestionOf({ found }: Pick<ComposedPhoto, "found">): { face: FoundFace; number: number } | null {
  const index = found.findIndex(({ answer }) => answer === null);
  const face = found[index];
  return face ? { face, number: index + 1 } : null;
}

/** Returns whether all photos are ready to publish: each reviewed, with the very public photo that was reviewed. */
export function areAllReviewed(photos: readonly ComposedPhoto[]): boolean {
  return photos.every(({ stage, publicPhoto }) => stage.kind === "reviewed" && publicPhoto.kind === "ready");
}

/** Returns the photo to review after the one at an index: the next that waits for it, from the start after the last. */
export function nextToReview(photos: readonly ComposedPhoto[], index: number): ComposedPhoto | null {
  const others = [...photos.slice(index + 1), ...photos.slice(0, index)];
  return others.find(({ stage }) => stage.kind === "to_review") ?? null;
}
