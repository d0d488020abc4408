import type { Pixels, Region } from "~/contract/photo";
import { regionAroundFace } from "~/imaging/geometry";
import { canvasOf, contextOf } from "./pictures";

/** Redactions made of the pixels that they hide: published by others, and never by this product. */

/** A blur of a tenth of the face's width over the region: at a glance nobody is to be seen. */
export function blurred(photo: Pixels, faces: readonly Region[]): Pixels {
  const source = canvasOf(photo);
  const context = contextOf(photo);
  context.drawImage(source, 0, 0);
  for (const face of faces) {
    context.save();
    clipTo(context, regionAroundFace(face));
    context.filter = `blur(${face.width / 10}px)`;
    context.drawImage(source, 0, 0);
    context.restore();
  }
  return context.getImageData(0, 0, photo.width, photo.height);
}

/** Eight by eight cells over the face. */
export function mosaic(photo: Pixels, faces: readonly Region[]): Pixels {
  const source = canvasOf(photo);
  const context = contextOf(photo);
  context.drawImage(source, 0, 0);
  const cells = contextOf({ width: 8, height: 8 });
  cells.imageSmoothingQuality = "high";
  for (const { x, y, width, height } of faces) {
    cells.clearRect(0, 0, 8, 8);
    cells.drawImage(source, x, y, width, height, 0, 0, 8, 8);
    context.imageSmoothingEnabled = false;
    context.drawImage(cells.canvas, x, y, width, height);
  }
  return context.getImageData(0, 0, photo.width, photo.height);
}

function clipTo(context: OffscreenCanvasRenderingContext2D, region: Region): void {
  const [halfWidth, halfHeight] = [region.width / 2, region.height / 2];
  context.beginPath();
  context.ellipse(region.x + halfWidth, region.y + halfHeight, halfWidth, halfHeight, 0, 0, 2 * Math.PI);
  context.clip();
}
