import { useState, type RefObject } from "react";
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { directionOf } from "./region-keys";
import { useElementSize } from "./use-element-size";
import { useWheel } from "./use-wheel";
import { clampView, closeUp, fit, pan, toPhoto, zoomAt, type Viewport } from "./viewport";

/** The factor of one press of plus, and of a hundred pixels of the wheel. */
const zoomStep = 1.35;

/** A double tap zooms by this factor; from a view that is closer than that already, back to the whole photo. */
const doubleTapZoom = 3;

/** One press pans by this share of the stage's shorter side. */
const panShare = 0.2;

/** The part of the photo that is in view, and the ways to change it: by buttons, by keys and by the wheel. */
export function useStageView(stage: RefObject<HTMLElement | null>, photo: Size) {
  const size = useElementSize(stage);
  // Null shows the whole photo, whatever the stage's size becomes.
  const [chosen, setView] = useState<Viewport | null>(null);
  const view = chosen ? clampView(chosen, photo, size) : fit(photo, size);
  const centre = { x: size.width / 2, y: size.height / 2 };
  const zoom = (factor: number, at: Point = centre) => setView(zoomAt(view, factor, at, photo, size));
  const panTo = (by: Point) => setView(pan(view, by, photo, size));

  useWheel(stage, (event, at) => {
    const by = wheelPan(event);
    if (by) panTo(by);
    else zoom(zoomStep ** (-event.deltaY / 100), at);
  });

  return {
    space: { view, photo, stage: size },
    setView,
    zoomIn: () => zoom(zoomStep),
    zoomOut: () => zoom(1 / zoomStep),
    showWhole: () => setView(null),
    /** Shows a region of the photo close up. */
    show: (box: Region) => setView(closeUp(box, photo, size)),
    /** Zooms in around a point of the stage, or out again. */
    toggleZoom: (at: Point) => {
      const isClose = view.scale > fit(photo, size).scale * 1.5;
      if (isClose) setView(null);
      else zoom(doubleTapZoom, at);
    },
    /** Pans in the direction of an arrow key; false for any other key. */
    panByKey: (key: string): boolean => {
      const by = directionOf(key, panShare * Math.min(size.width, size.height));
      if (by) panTo({ x: -by.x, y: -by.y });
      return by !== null;
    },
    /** Returns the point of the photo in the middle of the stage. */
    middle: () => toPhoto(view, centre),
  };
}

/** Returns the distance that a turn of the wheel pans: sideways, or with Shift or Alt; null when it zooms. */
export function wheelPan(event: Pick<WheelEvent, "deltaX" | "deltaY" | "shiftKey" | "altKey">): Point | null {
  const { deltaX, deltaY, shiftKey, altKey } = event;
  if (shiftKey) return { x: -deltaX - deltaY, y: 0 };
  if (altKey) return { x: 0, y: -deltaY };
  return Math.abs(deltaX) > Math.abs(deltaY) ? { x: -deltaX, y: 0 } : null;
}
