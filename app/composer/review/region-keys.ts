/** The keys of a focused region, as a pure mapping. */
import type { EditorRegion, EditorRegions, Point } from "~/composer/regions/regions";
import type { RegionEdit } from "./region-edits";

/** An arrow key moves by this far on the stage. */
const nudgePx = 6;

export interface PressedKey {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/**
 * Returns the edit that a key asks for on a focused region; null when the key means nothing there.
 * @param scale stage pixels per photo pixel: one press moves as far on the screen at any zoom
 */
export function editOfKey(event: PressedKey, { id }: EditorRegion, scale: number): RegionEdit | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const by = directionOf(event.key, nudgePx / scale);
  // A region grows around its centre: two steps move each side by one.
  if (by && event.shiftKey) return { kind: "grow", id, by: { x: by.x * 2, y: by.y * 2 } };
  if (by) return { kind: "nudge", id, by };
  if (event.key === "Delete" || event.key === "Backspace") return { kind: "remove", id };
  return event.key === "Enter" || event.key === " " ? { kind: "toggle", id } : null;
}

/** Returns the distance that an arrow key points to; null for any other key. */
export function directionOf(key: string, length: number): Point | null {
  if (key === "ArrowLeft") return { x: -length, y: 0 };
  if (key === "ArrowRight") return { x: length, y: 0 };
  if (key === "ArrowUp") return { x: 0, y: -length };
  return key === "ArrowDown" ? { x: 0, y: length } : null;
}

/** Returns the id of the region that takes the focus once another is removed; null for the stage itself. */
export function focusAfterRemoval(regions: EditorRegions, id: string): string | null {
  const at = regions.findIndex((region) => region.id === id);
  return (regions[at + 1] ?? regions[at - 1])?.id ?? null;
}
