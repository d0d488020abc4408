import type { Region } from "~/contract/photo";

/** The models that find faces, by the folders of their weights. */
export type ModelName = "short-range" | "full-range" | "back-camera" | "yunet";

/** A face as one model saw it once: a tight box in pixels of the upright photo, `score` from 0 to 1. */
export interface Candidate extends Region {
  score: number;
  model: ModelName;
  /** The look at the photo in which it was seen. */
  window: Window;
}

/** Where a model's input lies in the photo: its top left corner and scale. */
export interface Window {
  /** Pixels of the photo. */
  x: number;
  y: number;
  /** Pixels of the input for one pixel of the photo. */
  scale: number;
  /** Pixels of the input, multiples of the model's coarsest stride. */
  width: number;
  height: number;
  /** Whether the input shows the photo with left and right exchanged; decoded boxes are in pixels of that mirror image. */
  mirrored: boolean;
}

/** Whether the input shows more than the photo: grey all around it. */
export function isFramed(window: Window): boolean {
  return window.x < 0;
}
