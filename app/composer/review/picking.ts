/** Which region a finger means, as pure functions over the stage. In a crowd the areas that a finger needs overlap. */
import type { EditorRegion, EditorRegions, Point } from "~/composer/regions/regions";
import type { Viewport } from "./viewport";

/** A finger's width (WCAG 2.5.5): a smaller region can be picked anywhere in a square of this side around its centre. */
const fingerPx = 44;

/**
 * The smallest side of the frame that carries the handles: three handles of 44 px touch but do not overlap, and leave 44 px
 * to hold the region itself. Around a smaller region the frame stands off.
 */
export const minFramePx = 88;

/** Two taps this close to each other are at the same place. */
const samePlacePx = 12;

/** The last tap on the stage, and the region that it selected. */
export interface LastTap {
  at: Point;
  id: string;
}

/**
 * Returns the regions that a point of the stage may mean, the likeliest first: the nearest centre, and of equal ones the
 * smaller region.
 */
export function regionsAt(regions: EditorRegions, at: Point, view: Viewport): EditorRegion[] {
  return regions
    .filter((region) => isWithinReach(region, at, view))
    .map((region) => ({ region, away: distance(centreOf(region, view), at), area: region.width * region.height }))
    .sort((a, b) => a.away - b.away || a.area - b.area)
    .map(({ region }) => region);
}

/**
 * Returns the region that a press takes hold of; null for the photo itself. Where a region was just picked, it is that one
 * again: it may lie under others.
 */
export function regionToHold(regions: EditorRegions, at: Point, view: Viewport, last: LastTap | null): string | null {
  const reached = regionsAt(regions, at, view);
  const again = last && isSamePlace(last.at, at) ? reached.find(({ id }) => id === last.id) : undefined;
  return (again ?? reached[0])?.id ?? null;
}

/** Returns the region that a tap selects: a second one at the same place, the next of those that lie there. */
export function regionToSelect(regions: EditorRegions, at: Point, view: Viewport, last: LastTap | null): string | null {
  const reached = regionsAt(regions, at, view);
  if (!last || !isSamePlace(last.at, at)) return reached[0]?.id ?? null;
  const before = reached.findIndex(({ id }) => id === last.id);
  return reached[(before + 1) % reached.length]?.id ?? null;
}

/** Returns whether a region's handles would cover no other region's centre, so that each can still be picked. */
export function hasRoomForHandles(region: EditorRegion, regions: EditorRegions, view: Viewport): boolean {
  const centre = centreOf(region, view);
  const acrossPx = (Math.max(minFramePx, region.width * view.scale) + fingerPx) / 2;
  const downPx = (Math.max(minFramePx, region.height * view.scale) + fingerPx) / 2;
  return regions.every((other) => {
    const { x, y } = centreOf(other, view);
    return other.id === region.id || Math.abs(x - centre.x) > acrossPx || Math.abs(y - centre.y) > downPx;
  });
}

function isWithinReach(region: EditorRegion, at: Point, view: Viewport): boolean {
  const centre = centreOf(region, view);
  return (
    Math.abs(at.x - centre.x) <= Math.max(fingerPx, region.width * view.scale) / 2 &&
    Math.abs(at.y - centre.y) <= Math.max(fingerPx, region.height * view.scale) / 2
  );
}

function centreOf(region: EditorRegion, { scale, x, y }: Viewport): Point {
  return { x: x + (region.x + region.width / 2) * scale, y: y + (region.y + region.height / 2) * scale };
}

function isSamePlace(a: Point, b: Point): boolean {
  return distance(a, b) <= samePlacePx;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
