import type { Pixels, Region } from "~/contract/photo";
import { type RedactionRegion, shapesOf, rowSpan } from "~/imaging/geometry";
import { areOpaque, wordsOf } from "~/imaging/words";

/** The mask of a pixel that is replaced wholly. Between 0 and this it is a share of the soft edge around a region. */
export const masked = 255;

/**
 * Returns the width of the soft edge outside a region, in pixels: wide enough that the eye finds no rim, a small part of the
 * region, and never nothing, so that a tiny face has no stair-stepped edge.
 */
function edgeOf(region: Region): number {
  return Math.min(24, Math.max(1.5, 0.08 * Math.min(region.width, region.height)));
}

/**
 * Returns how much of each pixel is replaced: `masked` for every pixel that a region touches, less with growing distance
 * around it, 0 for pixels that stay as they are. The edge lies outside, so nothing of the inside is ever mixed into the picture.
 * Pixels without opacity count as inside: nothing is known of them.
 * @returns one byte a pixel, row-major
 */
export function maskOf(pixels: Pixels, regions: readonly RedactionRegion[]): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(pixels.width * pixels.height);
  const shapes = regions.flatMap((region) => shapesOf(region, pixels));
  for (const shape of shapes) maskInside(mask, pixels, shape);
  for (const shape of shapes) maskEdge(mask, pixels, shape);
  maskTransparent(mask, wordsOf(pixels.data));
  return mask;
}

/** Most pictures have nothing of it: that is seen at a glance. */
function maskTransparent(mask: Uint8Array, words: Uint32Array): void {
  if (areOpaque(words)) return;
  for (let i = 0; i < mask.length; i++) if (words[i]! >>> 24 === 0) mask[i] = masked;
}

/** Returns a shape with its soft edge. */
export function aroundShape(shape: RedactionRegion): RedactionRegion {
  const edge = edgeOf(shape);
  const { x, y, width, height } = shape;
  return { ...shape, x: x - edge, y: y - edge, width: width + 2 * edge, height: height + 2 * edge };
}

function maskInside(mask: Uint8Array, picture: Pixels, shape: RedactionRegion): void {
  const last = Math.min(picture.height, Math.ceil(shape.y + shape.height));
  for (let row = Math.max(0, Math.floor(shape.y)); row < last; row++) {
    const span = rowSpan(shape, row, picture.width);
    if (span) mask.fill(masked, row * picture.width + span.start, row * picture.width + span.end);
  }
}

function maskEdge(mask: Uint8Array, picture: Pixels, shape: RedactionRegion): void {
  const edge = edgeOf(shape);
  const around = aroundShape(shape);
  const last = Math.min(picture.height, Math.ceil(around.y + around.height));
  for (let row = Math.max(0, Math.floor(around.y)); row < last; row++) {
    const span = rowSpan(around, row, picture.width);
    if (span === null) continue;
    const inside = rowSpan(shape, row, picture.width) ?? { start: span.end, end: span.end };
    const edgeAt = { mask, width: picture.width, row, shape, edge };
    maskSpan(edgeAt, span.start, inside.start);
    maskSpan(edgeAt, inside.end, span.end);
  }
}

/** Marks the soft edge's pixels of one row, where no region or stronger edge does. */
function maskSpan({ mask, width, row, shape, edge }: EdgeRow, start: number, end: number): void {
  for (let x = start, at = row * width + start; x < end; x++, at++) {
    if (mask[at] === masked) continue;
    const share = 1 - smooth(distanceShare(shape, edge, x + 0.5, row + 0.5));
    mask[at] = Math.max(mask[at]!, Math.round(share * (masked - 1)), 1);
  }
}

interface EdgeRow {
  mask: Uint8Array;
  /** Pixels of a row of the picture. */
  width: number;
  row: number;
  shape: RedactionRegion;
  /** Pixels. */
  edge: number;
}

/** Returns the distance of a point from the shape (0) towards the outer end of its edge (1). */
function distanceShare(shape: RedactionRegion, edge: number, x: number, y: number): number {
  const across = Math.abs(x - shape.x - shape.width / 2);
  const down = Math.abs(y - shape.y - shape.height / 2);
  const a = shape.width / 2;
  const b = shape.height / 2;
  if (shape.shape === "rectangle") {
    return Math.min(1, lengthOf(Math.max(0, across - a), Math.max(0, down - b)) / edge);
  }
  const fromShape = lengthOf(across / a, down / b) - 1;
  const toEnd = 1 - lengthOf(across / (a + edge), down / (b + edge));
  if (fromShape <= 0) return 0;
  return toEnd <= 0 ? 1 : fromShape / (fromShape + toEnd);
}

/** `Math.hypot` is ten times slower. */
function lengthOf(across: number, down: number): number {
  return Math.sqrt(across * across + down * down);
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
