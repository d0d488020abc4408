import type { DeclaredRegion, Region, Size } from "~/contract/photo";
import { maxPublicSide, maxRegions } from "~/contract/limits";

/** A region to redact. Without a shape it is an ellipse. */
export type RedactionRegion = DeclaredRegion;

/** A run of pixels of one row: from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

/**
 * The growth of a face's box on each side, as a share of its width and height, so that the ellipse inside the grown box
 * holds the whole face with chin, forehead and ears. An ellipse holds its box when the box grows by (sqrt(2) - 1) / 2 =
 * 0.21; the rest is for a box that sits a little off.
 */
const faceGrowth = 0.25;

/** Returns the region that covers a face's box; both in the same pixels. It may reach beyond the picture: see `shapesOf`. */
export function regionAroundFace(face: Region): Region {
  return {
    ...face,
    x: face.x - faceGrowth * face.width,
    y: face.y - faceGrowth * face.height,
    width: face.width * (1 + 2 * faceGrowth),
    height: face.height * (1 + 2 * faceGrowth),
  };
}

/** Returns the part of a region that lies in the picture, in the same pixels; null when none of it does. */
export function clampRegion<R extends Region>(region: R, picture: Size): R | null {
  const x = Math.max(0, region.x);
  const y = Math.max(0, region.y);
  const width = Math.min(picture.width, region.x + region.width) - x;
  const height = Math.min(picture.height, region.y + region.height) - y;
  return width > 0 && height > 0 ? { ...region, x, y, width, height } : null;
}

/** Whether all of a region lies in the picture. Also false for numbers that are none, so that those never pass a check. */
export function liesInside({ x, y, width, height }: Region, picture: Size): boolean {
  return x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= picture.width && y + height <= picture.height;
}

/** Returns the region moved, not cut, so that it lies in the picture; made smaller only when it is larger than the picture. */
export function moveIntoPicture<R extends Region>(region: R, picture: Size): R {
  const width = Math.min(region.width, picture.width);
  const height = Math.min(region.height, picture.height);
  const x = Math.min(Math.max(0, region.x), picture.width - width);
  const y = Math.min(Math.max(0, region.y), picture.height - height);
  return { ...region, x, y, width, height };
}

/** Returns the same region in the pixels of the same picture at another size. */
export function scaleRegion<R extends Region>(region: R, from: Size, to: Size): R {
  const across = to.width / from.width;
  const down = to.height / from.height;
  return {
    ...region,
    x: region.x * across,
    y: region.y * down,
    width: region.width * across,
    height: region.height * down,
  };
}

/** Returns the size of a picture's public copy in pixels: as it is, or so much smaller that its longest side fits. */
export function publicSizeOf(picture: Size, longestSide: number = maxPublicSide): Size {
  const share = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  return {
    width: Math.max(1, Math.round(picture.width * share)),
    height: Math.max(1, Math.round(picture.height * share)),
  };
}

/** Returns the smallest region with whole-numbered sides that holds this one. */
export function roundOutward<R extends Region>(region: R): R {
  const x = Math.floor(region.x);
  const y = Math.floor(region.y);
  const right = Math.ceil(region.x + region.width);
  const bottom = Math.ceil(region.y + region.height);
  return { ...region, x, y, width: right - x, height: bottom - y };
}

/** Returns a region with its edges at the nearest whole pixels. One of a pixel or more keeps at least one. */
export function roundToPixels<R extends Region>(region: R): R {
  const [x, y] = [Math.round(region.x), Math.round(region.y)];
  const [right, bottom] = [Math.round(region.x + region.width), Math.round(region.y + region.height)];
  return { ...region, x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

/** Returns a region whose confidence has three decimals: those behind say nothing, and would be stored with each photo. */
export function roundConfidence<R extends Region>(region: R): R {
  const { confidence } = region;
  return confidence === undefined ? region : { ...region, confidence: Math.round(confidence * 1000) / 1000 };
}

/** Returns the area that two boxes share over the area of either, 0 to 1 (Jaccard index). */
export function intersectionOverUnion(a: Region, b: Region): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}

/** Returns regions from left to right, as people in a photo are named. */
export function fromLeftToRight<R extends Region>(regions: readonly R[]): R[] {
  const middle = ({ x, width }: Region) => x + width / 2;
  return regions.toSorted((a, b) => middle(a) - middle(b));
}

/** Returns as many regions as one photo may declare. Those that a person marked stay first, then the most certain. */
export function withinLimit<R extends Region>(regions: readonly R[]): R[] {
  if (regions.length <= maxRegions) return [...regions];
  return [...regions].sort((a, b) => (b.confidence ?? 1) - (a.confidence ?? 1)).slice(0, maxRegions);
}

/** Whether a region's shape holds a point; the point in the region's pixels, whole numbers being the corners of pixels. */
export function containsPoint(region: RedactionRegion, x: number, y: number): boolean {
  const across = (x - region.x - region.width / 2) / (region.width / 2);
  const down = (y - region.y - region.height / 2) / (region.height / 2);
  if (region.shape === "rectangle") return Math.abs(across) <= 1 && Math.abs(down) <= 1;
  return across * across + down * down <= 1;
}

/**
 * Returns the shapes that are redacted for one region of a picture, in the same pixels.
 *
 * A region at the frame is covered up to the frame: the half of its box on that side, and the ellipse inside the box. Any
 * ellipse that the frame cuts lies within, and it follows from the box in the picture alone, so that the server, which is
 * told of nothing else, computes the same fill.
 */
export function shapesOf(region: RedactionRegion, picture: Size): RedactionRegion[] {
  const inPicture = clampRegion(region, picture);
  if (inPicture === null) return [];
  if (region.shape === "rectangle") return [inPicture];
  const { x, y, width, height } = inPicture;
  const halves: Region[] = [];
  if (x <= 0) halves.push({ x, y, width: width / 2, height });
  if (x + width >= picture.width) halves.push({ x: x + width / 2, y, width: width / 2, height });
  if (y <= 0) halves.push({ x, y, width, height: height / 2 });
  if (y + height >= picture.height) halves.push({ x, y: y + height / 2, width, height: height / 2 });
  return [inPicture, ...halves.map((half): RedactionRegion => ({ ...half, shape: "rectangle" }))];
}

/**
 * Returns the pixels of a row that a shape touches, even with a corner, cut to a row of `width` pixels; null when it touches none.
 * @param row counted from the top of the picture
 */
export function rowSpan(shape: RedactionRegion, row: number, width: number): Span | null {
  const middle = shape.y + shape.height / 2;
  const reach = shape.height / 2;
  const away = Math.max(0, row - middle, middle - (row + 1));
  if (away >= reach) return null;
  const share = away / reach;
  const half = (shape.width / 2) * (shape.shape === "rectangle" ? 1 : Math.sqrt(1 - share * share));
  const centre = shape.x + shape.width / 2;
  const start = Math.max(0, Math.floor(centre - half));
  const end = Math.min(width, Math.ceil(centre + half));
  return start < end ? { start, end } : null;
}
