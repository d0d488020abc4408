import { z } from "zod";
import { maxRegions } from "./limits";

/**
 * A rectangle in pixels of the picture it is declared for: origin at the top left, x to the right, y down.
 * What is covered is the ellipse inside it, or all of it: the check on the server asks for the ellipse.
 */
export const Region = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
  /** The finder's score, 0 to 1; left out when a person marked the region. */
  confidence: z.number().min(0).max(1).optional(),
});
export type Region = z.infer<typeof Region>;

/** The regions of one photo, as declared with its upload. */
export const Regions = z.array(Region).max(maxRegions);

/** Width and height in whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A decoded picture: RGBA, row-major, 8 bits a channel, `width * height * 4` bytes. */
export interface Pixels extends Size {
  data: Uint8ClampedArray;
}

/** The media types that a photo may have. */
export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof photoTypes)[number];
