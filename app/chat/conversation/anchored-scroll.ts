/** Where a scrolled list of messages stands, from what is measured of it. Pixels, viewport coordinates unless noted. */
import type { ReadingPosition } from "./conversation-state";

/** A reader within this distance of the end counts as being at the end. */
const nearEndPx = 48;

/** A message that is taller than the list counts as seen once this much of its beginning shows. */
const seenHeightPx = 160;

export interface Span {
  top: number;
  bottom: number;
}

export interface MeasuredRow<Key> extends Span {
  key: Key;
}

/** A visible message and its distance below the top of the list: it is held there. */
export interface Anchor {
  key: string;
  offsetPx: number;
}

/** Returns the first message that shows, as the anchor; null when there is none. Reads no more rows than it needs. */
export function findAnchor(rows: Iterable<MeasuredRow<string>>, listTop: number): Anchor | null {
  for (const { key, top, bottom } of rows) if (bottom > listTop) return { key, offsetPx: top - listTop };
  return null;
}

/** Returns by how much the list must scroll so that its anchor, now at `anchorTop`, is where it was. */
export function scrollCorrection({ offsetPx }: Anchor, anchorTop: number, listTop: number): number {
  return anchorTop - listTop - offsetPx;
}

/** Returns the newest seq that is in view. `newestFirst`: the other member's messages. 0 when none is. */
export function newestSeenSeq(newestFirst: Iterable<MeasuredRow<number>>, listBottom: number): number {
  for (const { key, top, bottom } of newestFirst) {
    if (Math.min(bottom, top + seenHeightPx) <= listBottom + 1) return key;
  }
  return 0;
}

/** Returns whether the list is scrolled to its end, or nearly. Lengths in pixels, as the element has them. */
export function isNearEnd(list: { scrollHeight: number; scrollTop: number; clientHeight: number }): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight <= nearEndPx;
}

/** Returns where the viewer reads. `line`: the unread line; null when there is none. */
export function readingPosition(isAtEnd: boolean, line: Span | null, list: Span): ReadingPosition {
  if (isAtEnd) return "end";
  return line !== null && line.bottom > list.top && line.top < list.bottom ? "line" : "above";
}
