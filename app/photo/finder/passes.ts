import type { Size } from "~/contract/photo";
import type { ModelName, Window } from "./candidate";

/** One run of one model over the whole photo. */
export interface Pass {
  model: ModelName;
  window: Window;
}

/** The coarsest stride of each model: an input is a multiple of it on both sides, or the layers do not meet. */
const strides: Record<ModelName, number> = { "short-range": 16, "full-range": 32, yunet: 32 };

/**
 * The longest sides, in pixels, at which each model reads the whole photo: a model finds faces of one range of sizes, so
 * small inputs are for large faces and large ones for small. In the order that shows something soonest.
 */
const sides = {
  "built-in": { model: "full-range", sides: [384, 768, 192, 1536] },
  strong: { model: "yunet", sides: [640, 1280, 320] },
} as const;

export type Tier = keyof typeof sides;

/** The passes over a photo of this size. */
export function passesOver(photo: Size, tier: Tier): Pass[] {
  const plan = sides[tier];
  return plan.sides.map((side) => ({ model: plan.model, window: windowOver(photo, plan.model, side) }));
}

/** The whole photo in the top left of an input whose longest side is about `side` pixels. */
function windowOver(photo: Size, model: ModelName, side: number): Window {
  const scale = side / Math.max(photo.width, photo.height);
  const whole = (length: number) => Math.max(1, Math.ceil((length * scale) / strides[model] - 0.01)) * strides[model];
  return { x: 0, y: 0, scale, width: whole(photo.width), height: whole(photo.height) };
}
