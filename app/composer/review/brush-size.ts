/** The brush's radius on the stage by its size, in pixels. Zoomed in, each is finer on the photo. */
export const brushRadiiPx = { fine: 8, medium: 16, broad: 32 } as const;

export type BrushSize = keyof typeof brushRadiiPx;

/** As wide as a fingertip hides. */
export const firstBrushSize: BrushSize = "medium";

// Keys are in the order in which they were written.
export const brushSizes = Object.keys(brushRadiiPx) as BrushSize[];
