import type { Region } from "~/contract/photo";

/** The models that detect faces, by the folders of their weights. */
export type ModelName = "short-range" | "full-range" | "back-camera" | "ssd" | "yunet";

/** A face as one pass of one model saw it: a tight box in pixels of the upright photo. */
export interface Detection extends Region {
  /** The model's confidence, 0 to 1. */
  score: number;
  model: ModelName;
  /** The model input in which it was seen; one object per pass, so that passes can be told apart. */
  crop: Crop;
}

/** The part of the photo that a model input shows, and at which scale. */
export interface Crop {
  /** Top left corner, in pixels of the photo; zero, or negative where the input starts outside it. */
  x: number;
  y: number;
  /** Pixels of the input per pixel of the photo. */
  scale: number;
  /** Size of the input in pixels, multiples of the model's coarsest stride. */
  width: number;
  height: number;
  /** Whether the photo is flipped left to right in it; decoded boxes are in pixels of the flipped photo. */
  flipped: boolean;
}

/** Returns whether the crop is larger than the photo, with a grey border on every side. */
export function isPadded(crop: Crop): boolean {
  return crop.x < 0;
}

/** Returns a box in pixels of the photo (of the flipped photo, if the crop is flipped) for one in pixels of the input. */
export function toPhotoPixels({ x, y, width, height }: Region, crop: Crop): Region {
  const { scale } = crop;
  return { x: crop.x + x / scale, y: crop.y + y / scale, width: width / scale, height: height / scale };
}
