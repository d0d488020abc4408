/** Pictures for tests of pixel code, made by their colours. */
import type { Pixels, Size } from "~/contract/photo";

/** Returns an opaque picture, each pixel red, green and blue by its place. */
export function painted({ width, height }: Size, colour: (x: number, y: number) => readonly number[]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.set(colour(i % width, Math.floor(i / width)), i * 4);
    data[i * 4 + 3] = 255;
  }
  return { width, height, data };
}

/** Returns an opaque picture of one grey. */
export function plain(size: Size, value: number): Pixels {
  return painted(size, () => [value, value, value]);
}

/** Returns an opaque picture of random colours, the same for the same seed. */
export function noise(size: Size, seed: number): Pixels {
  let state = seed | 0;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24;
  return painted(size, () => [next(), next(), next()]);
}

/** Returns red, green and blue of a pixel. */
export function colourAt({ width, data }: Pixels, x: number, y: number): [number, number, number] {
  const at = (y * width + x) * 4;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}
