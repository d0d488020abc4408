/** The smaller copies of a picture: what the second look searches, and what small screens show. */
import { smallCopySidePx, thumbnailSidePx, type Pixels } from "~/contract/photo";
import { publicSizeOf } from "./geometry";
import { resample } from "./resample";
import { areOpaque, wordsOf } from "./words";

/**
 * Returns a picture at most `smallCopySidePx` pixels long, opaque: colours that transparency hides from a browser are still in
 * the bytes that anybody can fetch, so they are searched. Each pixel is the mean of the area that it lies on.
 */
export function smallCopyOf(pixels: Pixels): Pixels {
  return resample(pixels, publicSizeOf(pixels, smallCopySidePx));
}

/** Returns a small copy made still smaller: reading 0.7 megapixels takes less than reading 3 again. */
export function thumbnailOf(small: Pixels): Pixels {
  return resample(small, publicSizeOf(small, thumbnailSidePx));
}

/** Returns whether every pixel is opaque. A face can be drawn in the opacity alone, where no look at colours finds it. */
export function isOpaque({ data }: Pixels): boolean {
  return areOpaque(wordsOf(data));
}
