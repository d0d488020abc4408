import type { Pixels, Region, Size } from "~/contract/photo";
import { containsPoint } from "~/imaging/geometry";

/** A photo's pixels as the browser decodes it, upright. */
export async function pixelsOf(file: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const context = contextOf(bitmap);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** The photo, without loss, and the photo with noise painted into its regions. */
export async function paintInside(file: Blob, regions: readonly Region[]): Promise<{ untouched: Blob; painted: Blob }> {
  const pixels = await pixelsOf(file);
  const untouched = await pngOf(pixels);
  for (const region of regions) paintNoise(pixels, region);
  return { untouched, painted: await pngOf(pixels) };
}

function paintNoise({ data, width, height }: Pixels, region: Region): void {
  const [right, bottom] = [region.x + region.width, region.y + region.height];
  for (let row = Math.max(0, Math.floor(region.y)); row < Math.min(height, bottom); row++) {
    for (let column = Math.max(0, Math.floor(region.x)); column < Math.min(width, right); column++) {
      if (!containsPoint(region, column + 0.5, row + 0.5)) continue;
      const at = (row * width + column) * 4;
      for (let c = 0; c < 3; c++) data[at + c] = Math.random() * 256;
    }
  }
}

/** A large picture of fine stripes in which one spot has a colour of its own, as PNG. */
export async function stripesWith(size: Size, spot: { region: Region; colour: string }): Promise<Blob> {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = contextOn(canvas);
  for (let x = 0; x < size.width; x += 3) {
    context.fillStyle = `hsl(${x % 360} 60% 50%)`;
    context.fillRect(x, 0, 3, size.height);
  }
  const { region, colour } = spot;
  context.fillStyle = colour;
  context.beginPath();
  const [halfWidth, halfHeight] = [region.width / 2, region.height / 2];
  // One pixel smaller than the region: a canvas smooths its edges.
  context.ellipse(region.x + halfWidth, region.y + halfHeight, halfWidth - 1, halfHeight - 1, 0, 0, 2 * Math.PI);
  context.fill();
  return canvas.convertToBlob({ type: "image/png" });
}

export function canvasOf(pixels: Pixels): OffscreenCanvas {
  const context = contextOf(pixels);
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  return context.canvas;
}

export function contextOf(size: Size): OffscreenCanvasRenderingContext2D {
  return contextOn(new OffscreenCanvas(size.width, size.height));
}

function contextOn(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("No canvas.");
  return context;
}

function pngOf(pixels: Pixels): Promise<Blob> {
  return canvasOf(pixels).convertToBlob({ type: "image/png" });
}
