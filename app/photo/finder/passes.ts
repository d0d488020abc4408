import type { Size } from "~/contract/photo";
import type { ModelName, Window } from "./candidate";

/** One run of one model over the whole photo. */
export interface Pass {
  model: ModelName;
  window: Window;
  /** Whether it is for small faces only: it takes as long as all others together, and most photos do without. */
  isForSmallFaces: boolean;
}

/** The coarsest stride of each model: an input is a multiple of it on both sides, or the layers do not meet. */
const strides: Record<ModelName, number> = { "short-range": 16, "full-range": 32, "back-camera": 32, yunet: 32 };

/** A model, the longest side at which it reads, and whether it reads the mirror image: faces are no different in it. */
type Look = readonly [model: ModelName, side: number, mirrored?: "mirrored"];

/**
 * Which model reads the whole photo at which longest side in pixels: a model finds faces of one range of sizes, so small
 * inputs are for large faces and large ones for small. In the order that shows something soonest.
 */
const plans = {
  "built-in": [
    ["full-range", 384],
    ["back-camera", 512],
    ["back-camera", 512, "mirrored"],
    ["full-range", 768],
    ["full-range", 192],
    ["back-camera", 256],
    ["back-camera", 1024],
    ["full-range", 1536],
    ["back-camera", 1536],
  ],
  strong: [
    ["yunet", 640],
    ["yunet", 320],
    ["yunet", 1280],
    ["yunet", 1920],
  ],
} as const satisfies Record<string, readonly Look[]>;

export type Tier = keyof typeof plans;

/** The side up to which every photo is read, with the built-in models; YuNet is fast enough to read all of them closer. */
export const closeSide = 1024;

/**
 * A photo is not read larger than this many times its size: nothing more is in it, but models see faces in the blur
 * (measured on small photos without a face: 5 instead of 7 strays in 12). Up to `plainSide` every photo is read.
 */
const largestEnlargement = 2;
const plainSide = 640;

/** The passes over a photo of this size. */
export function passesOver(photo: Size, tier: Tier): Pass[] {
  const closest = Math.max(plainSide, largestEnlargement * Math.max(photo.width, photo.height));
  const looks: readonly Look[] = plans[tier].filter(([, side]) => side <= closest);
  return looks.map(([model, side, mirrored]) => ({
    model,
    window: { ...windowOver(photo, model, side), mirrored: mirrored === "mirrored" },
    isForSmallFaces: tier === "built-in" && side > closeSide,
  }));
}

/** The whole photo in the top left of an input whose longest side is about `side` pixels. */
function windowOver(photo: Size, model: ModelName, side: number) {
  const scale = side / Math.max(photo.width, photo.height);
  const whole = (length: number) => Math.max(1, Math.ceil((length * scale) / strides[model] - 0.01)) * strides[model];
  return { x: 0, y: 0, scale, width: whole(photo.width), height: whole(photo.height) };
}
