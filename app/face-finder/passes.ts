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

/**
 * A model, the longest side at which it reads the photo, and how: its mirror image, in which faces are no different, or
 * with grey around it, half its size on each side: models see a face that fills the photo only when there is more around.
 */
type Look = readonly [model: ModelName, side: number, how?: "mirrored" | "framed"];

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
    ["full-range", 768, "mirrored"],
    ["full-range", 192],
    ["full-range", 96, "framed"],
    ["back-camera", 128, "framed"],
    ["back-camera", 256],
    ["back-camera", 1024],
    ["full-range", 1536],
    ["back-camera", 1536],
  ],
  strong: [
    ["yunet", 640],
    ["yunet", 320],
    ["yunet", 160, "framed"],
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
  return looks.map(([model, side, how]) => ({
    model,
    window: { ...windowOver(photo, { model, side, margin: how === "framed" ? 0.5 : 0 }), mirrored: how === "mirrored" },
    isForSmallFaces: tier === "built-in" && side > closeSide,
  }));
}

/** The whole photo, with a margin of so many times its sides around it, in the top left of an input. */
function windowOver(photo: Size, { model, side, margin }: { model: ModelName; side: number; margin: number }) {
  const scale = side / Math.max(photo.width, photo.height);
  const stride = strides[model];
  const inputOf = (length: number) =>
    Math.max(1, Math.ceil((length * scale * (1 + 2 * margin)) / stride - 0.01)) * stride;
  return {
    x: -margin * photo.width,
    y: -margin * photo.height,
    scale,
    width: inputOf(photo.width),
    height: inputOf(photo.height),
  };
}
