/** Fills a square with a part of a photo, as a CSS background. Pure. */
import type { Region, Size } from "~/contract/photo";

/** The square shows this much more than the region's longer side: a face is judged by what is around it, too. */
const margin = 1.45;

/**
 * Returns the style that shows a region in a square of so many CSS pixels. The background may have any size of its own: it
 * is stretched to the photo's.
 */
export function cropOf({ x, y, width, height }: Region, photo: Size, sidePx: number) {
  const side = Math.min(Math.max(width, height) * margin, Math.max(photo.width, photo.height));
  const scale = sidePx / side;
  const [left, top] = [x + width / 2 - side / 2, y + height / 2 - side / 2];
  return {
    backgroundSize: `${photo.width * scale}px ${photo.height * scale}px`,
    backgroundPosition: `${-left * scale}px ${-top * scale}px`,
    backgroundRepeat: "no-repeat",
  };
}
