/** Two taps that follow each other are one double tap. Pure: the time is a parameter. */
import type { Point } from "~/composer/regions/regions";

/** As on Android (`ViewConfiguration.getDoubleTapTimeout`). */
const doubleTapMs = 300;

/** Of a second tap, in CSS pixels: less than the distance of neighbours that can be told apart. */
const doubleTapPx = 18;

export interface Tap {
  at: Point;
  /** Of the event's time stamp, in milliseconds. */
  timeMs: number;
}

export function isDoubleTap(first: Tap | null, second: Tap): boolean {
  if (first === null || second.timeMs - first.timeMs > doubleTapMs) return false;
  return Math.hypot(second.at.x - first.at.x, second.at.y - first.at.y) <= doubleTapPx;
}
