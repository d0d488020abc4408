import type { CoverStyle, DeclaredRegion, Pixels, Size } from "~/contract/photo";
import { redact } from "./redact";
import {
  clampRegion,
  type RedactionRegion,
  publicSizeOf,
  roundOutward,
  scaleRegion,
  shapesOf,
  rowSpan,
  withinLimit,
} from "~/imaging/geometry";
import { createDownscaler } from "~/imaging/downscale";

/** A picture that is read in bands, because all of a large one would not fit beside its bitmap. */
export interface RowSource extends Size {
  /** @returns RGBA of `count` rows from `top` on; the array is the caller's to change */
  rows(top: number, count: number): Uint8ClampedArray;
}

/** The pixels of a public copy, and what is declared of it to the server. */
export interface PublicPixels {
  pixels: Pixels;
  /** In whole pixels of the public copy and inside it: boxes whose ellipses are covered. */
  regions: DeclaredRegion[];
}

/** The settings by which a public copy is made. */
export interface PublicPhotoOptions {
  style: CoverStyle;
  /** Pixels; the contract's when left out. */
  longestSide?: number;
}

/** Rows read at once: 64 rows of a 50-megapixel panorama are a few megabytes. */
const bandRows = 64;

/** The grain needs no secret: it is there against banding. */
const grainSeed = 1;

/**
 * Returns the pixels that the public may see of an author's photo: mask, scale down, fill.
 *
 * The order keeps the promise at full size: the regions' pixels are made transparent before anything else, so neither the
 * scaler nor the fill ever reads them. Two photos that differ only inside the regions give the same bytes.
 * @param regions in pixels of the photo. All are covered; as many are declared as one photo may declare.
 * @throws {RangeError} when a region is not one: better no copy than one in which it covers nothing
 */
export function publicPixelsOf(
  photo: RowSource,
  regions: readonly RedactionRegion[],
  options: PublicPhotoOptions,
): PublicPixels {
  requireRegions(regions);
  const size = publicSizeOf(photo, options.longestSide);
  const downscaler = createDownscaler(photo, size);
  const shapes = regions.flatMap((region) => shapesOf(region, photo));
  for (let top = 0; top < photo.height; top += bandRows) {
    const rows = photo.rows(top, Math.min(bandRows, photo.height - top));
    makeTransparent(rows, top, photo.width, shapes);
    downscaler.add(rows);
  }
  const small = regions.map((region) => roundOutward(scaleRegion(region, photo, size)));
  const inPicture = small.flatMap((region) => clampRegion(region, size) ?? []);
  const declared = withinLimit(inPicture);
  // Those that are declared come first, in their order: what is drawn over a region follows from its number.
  const all = [...declared, ...inPicture.filter((region) => !declared.includes(region))];
  const pixels = redact(downscaler.finish(), all, { style: options.style, seed: grainSeed });
  return { pixels, regions: declared.map(toDeclared) };
}

function requireRegions(regions: readonly RedactionRegion[]): void {
  for (const { x, y, width, height } of regions) {
    const isRegion = [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0;
    if (!isRegion) throw new RangeError(`Not a region: ${x}, ${y}, ${width} x ${height}.`);
  }
}

/** Takes the opacity, and the colour with it, from every pixel of a band that a shape touches. */
function makeTransparent(
  rows: Uint8ClampedArray,
  top: number,
  width: number,
  shapes: readonly RedactionRegion[],
): void {
  const count = rows.length / (width * 4);
  for (const shape of shapes) {
    const last = Math.min(count, Math.ceil(shape.y + shape.height) - top);
    for (let row = Math.max(0, Math.floor(shape.y) - top); row < last; row++) {
      const span = rowSpan(shape, row + top, width);
      if (span) rows.fill(0, (row * width + span.start) * 4, (row * width + span.end) * 4);
    }
  }
}

/** An ellipse is what the server takes a region for. */
function toDeclared({ shape, x, y, width, height, confidence }: RedactionRegion): DeclaredRegion {
  return { x, y, width, height, confidence, ...(shape === "rectangle" && { shape }) };
}
