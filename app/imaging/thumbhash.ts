import { rgbaToThumbHash } from "thumbhash";
import type { Pixels, Size } from "~/contract/photo";

/** The longest side that thumbhash takes, in pixels. */
const thumbSide = 100;

/** Returns a placeholder (https://evanw.github.io/thumbhash/) in base64, from a picture averaged down to at most 100 px. */
export function thumbhashOf(pixels: Pixels): string {
  const scale = Math.min(1, thumbSide / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const small = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      small.set(averageOf(pixels, cellAt(pixels, x / width, y / height, 1 / width, 1 / height)), (y * width + x) * 4);
  }
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, small)));
}

interface Cell {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function cellAt(pixels: Size, x: number, y: number, across: number, down: number): Cell {
  const left = Math.floor(x * pixels.width);
  const top = Math.floor(y * pixels.height);
  const right = Math.max(left + 1, Math.floor((x + across) * pixels.width));
  const bottom = Math.max(top + 1, Math.floor((y + down) * pixels.height));
  return { left, top, right: Math.min(right, pixels.width), bottom: Math.min(bottom, pixels.height) };
}

function averageOf(pixels: Pixels, { left, top, right, bottom }: Cell): number[] {
  const sums = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = (y * pixels.width + left) * 4; at < (y * pixels.width + right) * 4; at += 4) {
      for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels.data[at + channel]!;
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  return [...sums.map((sum) => sum / count), 255];
}
