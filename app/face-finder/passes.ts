import type { Size } from "~/contract/photo";
import type { Crop, ModelName } from "./detection";

/** One run of one model over the whole photo. */
export interface Pass {
  model: ModelName;
  crop: Crop;
  /** Whether it is for small faces only: such passes take as long as all others together, and most photos do without. */
  isForSmallFaces: boolean;
  /** Whether a second worker, where there is one, runs it meanwhile: its passes take about half of each plan's time. */
  isForSecondWorker: boolean;
}

/** The coarsest stride of each model in pixels: an input is a multiple of it on both sides, or the layers do not meet. */
const stridesPx: Record<ModelName, number> = {
  "short-range": 16,
  "full-range": 32,
  "back-camera": 32,
  ssd: 64,
  yunet: 32,
};

/**
 * A model, the longest side at which it reads the photo, and how. "flipped" is test-time augmentation: faces are no
 * different in a mirror. "padded" puts a grey border of half the photo's size around it: models detect a face that fills the
 * photo only when there is something around it. "square" fills the input up to a square, which BlazeFace's package expects.
 */
type PassSpec = readonly [model: ModelName, sidePx: number, how?: "flipped" | "padded" | "square"];

/** The side of YuNet's last pass, which takes as long as its others together. */
const largestSidePx = 1920;

/**
 * The passes of each tier: a model detects faces of one range of sizes, so small inputs are for large faces and large ones
 * for small. The first is BlazeFace's own package, at the size that it was trained for: 15 ms. (Measured on the dev photos
 * at 256: first regions on 27 of 47 photos instead of 10, but in the end 1.3 % of the regions are false positives instead
 * of 1.1 %.) Then in the order that shows most soonest, and the model with the largest weights when they had time to come.
 * YuNet does without it: with it 4.5 % of the regions are false instead of 5.2 %, for 5.7 MB.
 */
const plans = {
  "built-in": [
    ["short-range", 128, "square"],
    ["full-range", 384],
    ["back-camera", 512],
    ["back-camera", 512, "flipped"],
    ["full-range", 768],
    ["full-range", 768, "flipped"],
    ["full-range", 192],
    ["full-range", 96, "padded"],
    ["back-camera", 128, "padded"],
    ["back-camera", 256],
    ["back-camera", 1024],
    ["ssd", 512],
    ["full-range", 1536],
    ["back-camera", 1536],
  ],
  strong: [
    ["short-range", 128, "square"],
    ["yunet", 640],
    ["yunet", 320],
    ["yunet", 160, "padded"],
    ["yunet", 1280],
    ["yunet", largestSidePx],
  ],
} as const satisfies Record<string, readonly PassSpec[]>;

export type Tier = keyof typeof plans;

/** The side up to which the built-in models read every photo; YuNet is fast enough to read all of them at higher resolution. */
export const standardSidePx = 1024;

/**
 * A photo is not enlarged by more than this: nothing more is in it, but models detect faces in the blur (measured on small
 * photos without a face: 7 false positives in 12 instead of 5). Every photo is read at `minSidePx`.
 */
const maxEnlargement = 2;
const minSidePx = 640;

/** The first worker has the full-range model, and scales the photo for both. */
const secondsModels: ReadonlySet<ModelName> = new Set(["back-camera", "ssd"]);

/** Returns the passes over a photo of this size, in the order to run them. */
export function planPasses(photo: Size, tier: Tier): Pass[] {
  const maxSidePx = Math.max(minSidePx, maxEnlargement * Math.max(photo.width, photo.height));
  const specs: readonly PassSpec[] = plans[tier].filter(([, sidePx]) => sidePx <= maxSidePx);
  return specs.map((spec) => ({
    model: spec[0],
    crop: cropFor(photo, spec),
    isForSmallFaces: tier === "built-in" && spec[1] > standardSidePx,
    isForSecondWorker: secondsModels.has(spec[0]) || spec[1] === largestSidePx,
  }));
}

/** A row of the input that showed less of the photo than this is left out, in pixels. */
const droppedPx = 0.3;

/** The whole photo with its border in the top left of an input. */
function cropFor(photo: Size, [model, sidePx, how]: PassSpec): Crop {
  const scale = sidePx / Math.max(photo.width, photo.height);
  const border = how === "padded" ? 0.5 : 0;
  const stride = stridesPx[model];
  const inputSide = (length: number) =>
    Math.max(1, Math.ceil((length * scale * (1 + 2 * border) - droppedPx) / stride)) * stride;
  return {
    x: -border * photo.width,
    y: -border * photo.height,
    scale,
    width: how === "square" ? sidePx : inputSide(photo.width),
    height: how === "square" ? sidePx : inputSide(photo.height),
    flipped: how === "flipped",
  };
}
