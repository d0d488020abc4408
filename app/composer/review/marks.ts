/** The marks of one photo and what can be done with them, as pure functions. Pixels of the upright photo at full size. */
import type { Size } from "~/contract/photo";
import { maxRegions } from "~/contract/limits";
import { moveIntoPicture, type RedactionRegion, type Shape } from "~/imaging/geometry";

/** A region under review. */
export interface Mark extends RedactionRegion {
  id: string;
  shape: Shape;
  /** Whether it will be covered. */
  isOn: boolean;
  /** The finder is not sure of it. */
  isDoubtful: boolean;
}

/** The eight places by which a mark is resized, by compass. */
export const handles = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof handles)[number];

/** The smallest side of a mark, in pixels: below this it is a slip of the finger. */
export const minSide = 8;

/** A tap makes a mark of this share of the photo's shorter side: about a face of a person standing in a group. */
const tapShare = 0.14;

/** Faces are taller than wide. */
const faceAspect = 1.25;

/** A mark as large as a face around a point. */
export function markAt(point: { x: number; y: number }, photo: Size, id: string): Mark {
  const width = Math.max(minSide, tapShare * Math.min(photo.width, photo.height));
  const height = width * faceAspect;
  const box = { x: point.x - width / 2, y: point.y - height / 2, width, height };
  return { ...moveIntoPicture(box, photo), id, shape: "ellipse", isOn: true, isDoubtful: false };
}

/** A mark between two points; null when it is too small to be meant. */
export function markBetween(
  a: { x: number; y: number },
  b: { x: number; y: number },
  photo: Size,
  id: string,
): Mark | null {
  const [left, right] = [Math.max(0, Math.min(a.x, b.x)), Math.min(photo.width, Math.max(a.x, b.x))];
  const [top, bottom] = [Math.max(0, Math.min(a.y, b.y)), Math.min(photo.height, Math.max(a.y, b.y))];
  const [width, height] = [right - left, bottom - top];
  if (width < minSide || height < minSide) return null;
  return { x: left, y: top, width, height, id, shape: "ellipse", isOn: true, isDoubtful: false };
}

/** The marks with one more; unchanged when there are as many as a photo may have. */
export function withMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  return marks.length >= maxRegions ? marks : [...marks, mark];
}

/** The marks with one changed. */
export function changeMark(marks: readonly Mark[], id: string, change: (mark: Mark) => Mark): readonly Mark[] {
  return marks.map((mark) => (mark.id === id ? change(mark) : mark));
}

export function withoutMark(marks: readonly Mark[], id: string): readonly Mark[] {
  return marks.filter((mark) => mark.id !== id);
}

/** A mark moved by a distance; it stays in the photo. A person placed it, so it is no longer doubtful. */
export function moveMark(mark: Mark, by: { x: number; y: number }, photo: Size): Mark {
  return { ...moveIntoPicture({ ...mark, x: mark.x + by.x, y: mark.y + by.y }, photo), isDoubtful: false };
}

/** A mark with one handle moved by a distance. Pulled past its other side it stays as small as it may be. */
export function resizeMark(mark: Mark, handle: Handle, by: { x: number; y: number }, photo: Size): Mark {
  let [left, top, right, bottom] = [mark.x, mark.y, mark.x + mark.width, mark.y + mark.height];
  if (handle.includes("w")) left = Math.min(Math.max(0, left + by.x), right - minSide);
  if (handle.includes("e")) right = Math.max(Math.min(photo.width, right + by.x), left + minSide);
  if (handle.includes("n")) top = Math.min(Math.max(0, top + by.y), bottom - minSide);
  if (handle.includes("s")) bottom = Math.max(Math.min(photo.height, bottom + by.y), top + minSide);
  const box = { ...mark, x: left, y: top, width: right - left, height: bottom - top };
  return { ...moveIntoPicture(box, photo), isDoubtful: false };
}

/** A mark larger (or smaller) on all sides, around its middle. */
export function growMark(mark: Mark, by: { x: number; y: number }, photo: Size): Mark {
  const width = Math.min(photo.width, Math.max(minSide, mark.width + by.x));
  const height = Math.min(photo.height, Math.max(minSide, mark.height + by.y));
  const box = { ...mark, x: mark.x + (mark.width - width) / 2, y: mark.y + (mark.height - height) / 2, width, height };
  return { ...moveIntoPicture(box, photo), isDoubtful: false };
}

/** A copy of a mark, a little to the side. */
export function copyMark(mark: Mark, photo: Size, id: string): Mark {
  return { ...moveMark(mark, { x: mark.width * 0.6, y: 0 }, photo), id, confidence: undefined };
}

/** What is covered: the marks that are on. */
export function coveredBy(marks: readonly Mark[]): RedactionRegion[] {
  return marks
    .filter(({ isOn }) => isOn)
    .map(({ x, y, width, height, shape, confidence }) => ({
      x,
      y,
      width,
      height,
      shape,
      ...(confidence !== undefined && { confidence }),
    }));
}
