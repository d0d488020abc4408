import { z } from "zod";
import { PhotoId } from "./ids";
import { maxAltLength, maxPhotoBytes, maxRegions } from "./limits";
import { optionalText } from "./text";

/**
 * A rectangle in pixels of the picture it is declared for: origin at the top left, x to the right, y down.
 * The ellipse inside it is covered, or all of it: the check on the server asks for the ellipse, and of a declared rectangle for
 * all of it.
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

/** The part of a region's box that is covered: the ellipse inside it, or all of it. */
export type Shape = "ellipse" | "rectangle";

/** A region as declared with its upload. Without a shape it is an ellipse; in style soft it may be a rectangle, too. */
export const DeclaredRegion = Region.extend({ shape: z.enum(["ellipse", "rectangle"]).optional() });
export type DeclaredRegion = z.infer<typeof DeclaredRegion>;

/** The regions of one photo, as declared with its upload. */
export const Regions = z.array(DeclaredRegion).max(maxRegions);

/**
 * The looks of a photo's regions. All are painted over the same fill, which is computed from outside the regions: soft is
 * that fill, solid one colour, tiles large soft tiles; heads and hearts are drawn, the same for everybody.
 */
export const coverStyles = ["soft", "solid", "tiles", "heads", "hearts"] as const;
export const CoverStyle = z.enum(coverStyles);
export type CoverStyle = z.infer<typeof CoverStyle>;

const RegionsAsJson = z
  .string("Send the covered regions as JSON; [] when there are none.")
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({
        code: "custom",
        message: "This is not JSON: send [{x, y, width, height, confidence?, shape?}].",
      });
      return z.NEVER;
    }
  })
  .pipe(Regions);

const isEmpty = "This file is empty: choose it again.";

/** The form of `POST /api/stories/upload-image`. */
export const PhotoUpload = z.object({
  image_blurred: z
    .file("Send the redacted copy as a file.")
    .min(1, isEmpty)
    .describe("The redacted copy: what the public will see."),
  image_original: z
    .file("Send the original as a file.")
    .min(1, isEmpty)
    .max(maxPhotoBytes, `This photo is larger than ${maxPhotoBytes / 1024 / 1024} MB.`)
    .optional()
    .describe("The original, if it is to be kept."),
  face_coordinates: RegionsAsJson.describe(
    "JSON: [{x, y, width, height, confidence?, shape?}] in pixels of the copy; [] when there are none.",
  ),
});

/** The form of `POST /api/connections/:id/photos`. */
export const ChatPhotoUpload = PhotoUpload.extend({
  caption: optionalText({ max: maxAltLength, tooLong: `A caption has at most ${maxAltLength} characters.` })
    .default("")
    .describe("A caption, which also describes the photo for those who can't see it."),
});

/** The query of both uploads: clients of before there were styles send none. */
export const PhotoUploadQuery = z.object({
  cover_style: CoverStyle.default("soft").describe("How the regions of the copy look."),
});

/** Width and height in whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Longest side of the small copy: the model that searches it makes its input about as small itself. */
export const smallCopySidePx = 960;

/** Longest side of the thumbnail: for a small phone, or for a small place on a page. */
export const thumbnailSidePx = 480;

/** The smaller copies of a public copy, by name: their longest side in pixels, which is also the name of their file. */
export const smallerSidesPx = { thumb: thumbnailSidePx, small: smallCopySidePx } as const;
export type SmallerCopy = keyof typeof smallerSidesPx;

/** A decoded picture: RGBA, row-major, 8 bits a channel, `width * height * 4` bytes. */
export interface Pixels extends Size {
  data: Uint8ClampedArray;
}

/** The media types that a photo may have. */
export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof photoTypes)[number];

/** The ending of a photo's file name. */
export const photoExtensions = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
} as const satisfies Record<PhotoType, string>;

/** The fields of a photo as a viewer sees it, in a story or a message. */
export const shownPhoto = {
  id: PhotoId,
  blurred_url: z.string(),
  /** The same in fewer pixels, the smallest first; none of them is larger than the copy itself. JPEG. */
  smaller: z.array(z.object({ url: z.string(), width: z.int(), height: z.int() })),
  original_url: z.string().optional(),
  width: z.int(),
  height: z.int(),
  alt: z.string(),
  /** Base64; made from the redacted pixels. */
  thumbhash: z.string(),
  faces_detected: z.int(),
};
