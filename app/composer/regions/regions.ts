/** The regions of one photo under review, as pure functions. Pixels of the upright photo at full size. */
import { maxRegions } from "~/contract/limits";
import type { Region, Shape, Size } from "~/contract/photo";
import type { UncoveredFace } from "~/contract/second-look";
import { clampRegion, moveIntoPicture, regionAroundFace, type RedactionRegion } from "~/imaging/geometry";

/** A region under review. */
export interface EditorRegion extends RedactionRegion {
  id: string;
  shape: Shape;
  /** Whether it will be redacted. */
  isOn: boolean;
  /** Whether the finder is unsure of it. */
  isDoubtful: boolean;
  /** Whether it was made to cover the whole head. */
  isHead?: boolean;
  /** The box before it was made to cover the whole head, until it is moved or resized by hand. */
  faceBox?: Region;
  /** Of a brush stroke: the boxes that are redacted, as shares of the region's own box. */
  parts?: readonly Region[];
}

export type EditorRegions = readonly EditorRegion[];

/** A position, or a distance, in photo or stage pixels. */
export interface Point {
  x: number;
  y: number;
}

/** The eight handles of a region, by compass. */
export const handles = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof handles)[number];

/** The smallest side of a region: a shorter drag is a slip of the finger. */
export const minSidePx = 8;

/** A tap adds a region of this share of the photo's shorter side: about the face of a person standing in a group. */
const tapShare = 0.14;

/** Faces are taller than wide. */
const faceAspect = 1.25;

/** Returns a region as large as a face around a point. */
export function regionAt(point: Point, photo: Size, id: string): EditorRegion {
  const width = Math.max(minSidePx, tapShare * Math.min(photo.width, photo.height));
  const height = width * faceAspect;
  const box = { x: point.x - width / 2, y: point.y - height / 2, width, height };
  return { ...moveIntoPicture(box, photo), id, shape: "ellipse", isOn: true, isDoubtful: false };
}

/** Returns the region that covers a face which the second look found; the face in pixels of the photo. */
export function regionFor(face: UncoveredFace, photo: Size): EditorRegion {
  const { x, y, width, height } = moveIntoPicture(regionAroundFace(face), photo);
  return { x, y, width, height, id: face.id, shape: "ellipse", isOn: true, isDoubtful: false };
}

/** Returns the region between two corners; null when it is too small to be meant. */
export function regionBetween(a: Point, b: Point, photo: Size, id: string): EditorRegion | null {
  const [left, right] = [Math.max(0, Math.min(a.x, b.x)), Math.min(photo.width, Math.max(a.x, b.x))];
  const [top, bottom] = [Math.max(0, Math.min(a.y, b.y)), Math.min(photo.height, Math.max(a.y, b.y))];
  const [width, height] = [right - left, bottom - top];
  if (width < minSidePx || height < minSidePx) return null;
  return { x: left, y: top, width, height, id, shape: "ellipse", isOn: true, isDoubtful: false };
}

/** Returns the regions with one more, or the same array when the photo has as many as it may. */
export function addRegion(regions: EditorRegions, region: EditorRegion): EditorRegions {
  const next = [...regions, region];
  const count = next.reduce((sum, { parts }) => sum + (parts?.length ?? 1), 0);
  return count > maxRegions ? regions : next;
}

/** Returns the regions with one changed. */
export function updateRegion(
  regions: EditorRegions,
  id: string,
  change: (region: EditorRegion) => EditorRegion,
): EditorRegions {
  return regions.map((region) => (region.id === id ? change(region) : region));
}

export function removeRegion(regions: EditorRegions, id: string): EditorRegions {
  return regions.filter((region) => region.id !== id);
}

/** Returns a region moved by a distance, within the photo. A person placed it, so it is no longer doubtful. */
export function moveRegion(region: EditorRegion, by: Point, photo: Size): EditorRegion {
  const moved = moveIntoPicture({ ...region, x: region.x + by.x, y: region.y + by.y }, photo);
  return { ...moved, isDoubtful: false, faceBox: undefined };
}

/** Returns a region with one handle moved by a distance. Dragged past its opposite side, it keeps its smallest size. */
export function resizeRegion(region: EditorRegion, handle: Handle, by: Point, photo: Size): EditorRegion {
  let [left, top, right, bottom] = [region.x, region.y, region.x + region.width, region.y + region.height];
  if (handle.includes("w")) left = Math.min(Math.max(0, left + by.x), right - minSidePx);
  if (handle.includes("e")) right = Math.max(Math.min(photo.width, right + by.x), left + minSidePx);
  if (handle.includes("n")) top = Math.min(Math.max(0, top + by.y), bottom - minSidePx);
  if (handle.includes("s")) bottom = Math.max(Math.min(photo.height, bottom + by.y), top + minSidePx);
  const box = { ...region, x: left, y: top, width: right - left, height: bottom - top };
  return { ...moveIntoPicture(box, photo), isDoubtful: false, faceBox: undefined };
}

/** Returns a region larger (or smaller) by a distance, around its centre. */
export function growRegion(region: EditorRegion, by: Point, photo: Size): EditorRegion {
  const width = Math.min(photo.width, Math.max(minSidePx, region.width + by.x));
  const height = Math.min(photo.height, Math.max(minSidePx, region.height + by.y));
  const x = region.x + (region.width - width) / 2;
  const y = region.y + (region.height - height) / 2;
  return { ...moveIntoPicture({ ...region, x, y, width, height }, photo), isDoubtful: false, faceBox: undefined };
}

/** Returns a second region of the same size and shape, a little to the right. */
export function duplicateRegion(region: EditorRegion, photo: Size, id: string): EditorRegion {
  return { ...moveRegion(region, { x: region.width * 0.6, y: 0 }, photo), id, confidence: undefined };
}

/**
 * The growth of a region that covers a face to one that covers the head, as shares of its sides: on each side for ears, and above for hair.
 * A region is 1.5 times a face's box, so hair counts 0.6 face heights above the box and ears 0.45 widths beside it.
 */
const headGrowth = { side: 0.2 / 1.5, above: 0.35 / 1.5 };

/** Returns round regions made as large as a head, cut at the frame, or as they were before. Rectangles are no heads. */
export function withHeads(regions: EditorRegions, isHead: boolean, photo: Size): EditorRegions {
  return regions.map((region) => {
    if (region.shape === "rectangle" || (region.isHead ?? false) === isHead) return region;
    return isHead ? asHead(region, photo) : asFace(region);
  });
}

function asHead(region: EditorRegion, photo: Size): EditorRegion {
  const { x, y, width, height } = region;
  const [side, above] = [headGrowth.side * width, headGrowth.above * height];
  const head = { x: x - side, y: y - above, width: width + 2 * side, height: height + above };
  return { ...region, ...(clampRegion(head, photo) ?? head), isHead: true, faceBox: { x, y, width, height } };
}

function asFace({ isHead: _isHead, faceBox, ...region }: EditorRegion): EditorRegion {
  return { ...region, ...faceBox };
}

/** Returns the regions that are on, as the redaction takes them: of a brush stroke, each of its boxes. */
export function regionsToRedact(regions: EditorRegions): RedactionRegion[] {
  return regions
    .filter(({ isOn }) => isOn)
    .flatMap((region) => {
      const { shape, confidence } = region;
      return boxesOf(region).map((box) =>
        confidence === undefined ? { ...box, shape } : { ...box, shape, confidence },
      );
    });
}

/** Returns the boxes of a region in photo pixels: its own, or those of a brush stroke. */
export function boxesOf({ x, y, width, height, parts }: EditorRegion): Region[] {
  if (!parts) return [{ x, y, width, height }];
  return parts.map((part) => ({
    x: x + part.x * width,
    y: y + part.y * height,
    width: part.width * width,
    height: part.height * height,
  }));
}
