import { rgbaToThumbHash } from "thumbhash";
import type { Pixels, Size } from "~/contract/photo";

/** The longest side that is hashed, in pixels: a placeholder has at most 7 waves across, and 100 are all that thumbhash takes. */
const thumbSide = 64;

/** Pixels of a cell's side that are looked at: a placeholder of a few bytes is the same from 16 of a cell's pixels as from all. */
const samplesAcross = 4;

/** Returns a placeholder (https://evanw.github.io/thumbhash/) in base64, from a picture averaged down to at most 64 px. */
export function thumbhashOf(pixels: Pixels): string {
  const scale = Math.min(1, thumbSide / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const small = new Uint8Array(width * height * 4);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      averageInto(pixels, cellAt(pixels, x / width, y / height, 1 / width, 1 / height), small, to);
    }
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

function averageInto({ data, width }: Pixels, { left, top, right, bottom }: Cell, into: Uint8Array, to: number): void {
  const across = Math.max(1, Math.floor((right - left) / samplesAcross));
  const down = Math.max(1, Math.floor((bottom - top) / samplesAcross));
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y += down) {
    for (let x = left; x < right; x += across, count++) {
      const at = (y * width + x) * 4;
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
    }
  }
  into[to] = red / count;
  into[to + 1] = green / count;
  into[to + 2] = blue / count;
  into[to + 3] = 255;
}
