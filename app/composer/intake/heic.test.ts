import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Pixels } from "~/contract/photo";
import { decodeHeic } from "./heic";
import { PhotoRefused } from "./photo-refused";

const decoder = createRequire(import.meta.url).resolve("libheif-js/libheif-wasm/libheif.wasm");
/** Two tiles side by side in a grid, the left one red, the right one blue, turned a quarter by its `irot` box. */
const turned = readFileSync(join(import.meta.dirname, "../../../tests/photo-leak/pictures/turned-p3.heic"));

beforeEach(() => void vi.stubGlobal("fetch", () => Promise.resolve(new Response(readFileSync(decoder)))));
afterEach(() => void vi.unstubAllGlobals());

/** The file with another box in place of `irot`: both hold one byte. */
function withBox(type: "irot" | "imir", value: number): Uint8Array {
  const file = Uint8Array.from(turned);
  const at = turned.indexOf("irot");
  file.set(new TextEncoder().encode(type), at);
  file[at + 4] = value;
  return file;
}

/** On which side the red half is. */
function redSideOf({ width, height, data }: Pixels): string {
  const isRed = (x: number, y: number) => data[(y * width + x) * 4]! > data[(y * width + x) * 4 + 2]!;
  const [first, last] = [isRed(2, 2), isRed(width - 3, height - 3)];
  expect(first).not.toBe(last);
  if (width > height) return first ? "left" : "right";
  return first ? "top" : "bottom";
}

test.each([
  ["irot", 0, "left"],
  ["irot", 1, "bottom"],
  ["irot", 2, "right"],
  ["irot", 3, "top"],
  // 0 exchanges top and bottom, 1 left and right (ISO/IEC 23008-12:2022, Amendment 2).
  ["imir", 0, "left"],
  ["imir", 1, "right"],
] as const)("a grid with an %s box of %i is decoded as it is meant: red on the %s", async (type, value, side) => {
  expect(redSideOf(await decodeHeic(withBox(type, value)))).toBe(side);
});

test("a HEIC whose tiles are missing is refused", async () => {
  const cut = decodeHeic(turned.subarray(0, turned.length - 200));
  await expect(cut).rejects.toThrow(new PhotoRefused({ code: "heic" }));
});
