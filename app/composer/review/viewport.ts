/** The place of a photo on the stage: a pure mapping between the photo's pixels and the stage's. */
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";

/** Stage pixels per photo pixel, and where the photo's top left corner is on the stage. */
export interface Viewport {
  scale: number;
  x: number;
  y: number;
}

/** The deepest zoom, in times of the whole photo. */
export const maxZoom = 12;

/** Returns the view of the whole photo in the middle of the stage. */
export function fit(photo: Size, stage: Size): Viewport {
  const scale = Math.min(stage.width / photo.width, stage.height / photo.height);
  return { scale, x: (stage.width - photo.width * scale) / 2, y: (stage.height - photo.height * scale) / 2 };
}

/** Returns the view zoomed by a factor around a point of the stage, which stays where it is. */
export function zoomAt(view: Viewport, factor: number, at: Point, photo: Size, stage: Size): Viewport {
  const whole = fit(photo, stage).scale;
  const scale = Math.min(whole * maxZoom, Math.max(whole, view.scale * factor));
  const ratio = scale / view.scale;
  return clampView({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, photo, stage);
}

/** A region that is looked at takes this share of the stage: large enough to decide, with its surroundings. */
const closeUpShare = 0.4;

/** Returns the view in which a region can be judged, in the middle of the stage. */
export function closeUp({ x, y, width, height }: Region, photo: Size, stage: Size): Viewport {
  const whole = fit(photo, stage).scale;
  const wanted = closeUpShare * Math.min(stage.width / width, stage.height / height);
  const scale = Math.min(whole * maxZoom, Math.max(whole, wanted));
  const [left, top] = [stage.width / 2 - (x + width / 2) * scale, stage.height / 2 - (y + height / 2) * scale];
  return clampView({ scale, x: left, y: top }, photo, stage);
}

export function pan(view: Viewport, by: Point, photo: Size, stage: Size): Viewport {
  return clampView({ ...view, x: view.x + by.x, y: view.y + by.y }, photo, stage);
}

/** Returns the view moved so that the photo fills the stage where it is larger, and is centred where it is smaller. */
export function clampView(view: Viewport, photo: Size, stage: Size): Viewport {
  const clamp = (offset: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
  return {
    scale: view.scale,
    x: clamp(view.x, photo.width * view.scale, stage.width),
    y: clamp(view.y, photo.height * view.scale, stage.height),
  };
}

/** Returns a point of the stage in the photo's pixels. */
export function toPhoto(view: Viewport, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** Returns a point of the photo in the stage's pixels. */
export function toStage(view: Viewport, point: Point): Point {
  return { x: view.x + point.x * view.scale, y: view.y + point.y * view.scale };
}

/** Returns where a box of the photo lies on the stage, as a style in CSS pixels. */
export function onStage({ x, y, width, height }: Pick<Region, "x" | "y" | "width" | "height">, view: Viewport) {
  const { scale } = view;
  return { left: view.x + x * scale, top: view.y + y * scale, width: width * scale, height: height * scale };
}
