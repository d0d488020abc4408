import { afterEach, expect, test, vi } from "vitest";
import { cropPixels, encodePixels, encodingOf, placementIn } from "./model-input";

const crop = { x: 0, y: 0, scale: 0.5, width: 64, height: 32, flipped: false };
const photo = { width: 100, height: 60 };

test("BlazeFace reads RGB from -1 to 1, without alpha", () => {
  expect(encodingOf("full-range")).toBe("rgb-signed");
  const values = encodePixels([0, 127.5, 255, 9, 255, 0, 0, 9], "rgb-signed");
  expect([...values]).toEqual([-1, 0, 1, 1, -1, -1]);
});

test("YuNet reads BGR from 0 to 255", () => {
  expect(encodingOf("yunet")).toBe("bgr-bytes");
  expect([...encodePixels([1, 2, 3, 9, 250, 251, 252, 9], "bgr-bytes")]).toEqual([3, 2, 1, 252, 251, 250]);
});

test("a crop from the photo's corner shows the photo at its scale from the input's corner on", () => {
  expect(placementIn(crop, photo)).toEqual({ x: -0, y: -0, width: 50, height: 30 });
});

test("a crop that begins outside the photo shows it moved in by the border", () => {
  expect(placementIn({ ...crop, x: -50, y: -30 }, photo)).toEqual({ x: 25, y: 15, width: 50, height: 30 });
});

test("a crop that begins inside the photo cuts off what lies before it", () => {
  expect(placementIn({ ...crop, x: 20, y: 10, scale: 2 }, photo)).toEqual({
    x: -40,
    y: -20,
    width: 200,
    height: 120,
  });
});

/** Records what is drawn, in place of a canvas. */
function stubCanvas() {
  const calls: [string, ...unknown[]][] = [];
  const context = {
    fillRect: (...rect: number[]) => calls.push(["fillRect", ...rect]),
    setTransform: (...matrix: number[]) => calls.push(["setTransform", ...matrix]),
    drawImage: (_photo: unknown, ...rect: number[]) => calls.push(["drawImage", ...rect]),
    getImageData: (...rect: number[]) => calls.push(["getImageData", ...rect]),
  };
  vi.stubGlobal(
    "OffscreenCanvas",
    vi.fn(function OffscreenCanvas() {
      return { getContext: () => context };
    }),
  );
  return calls;
}

afterEach(() => vi.unstubAllGlobals());

test("the photo is drawn over grey, and a flipped crop turns it about its own middle", () => {
  const calls = stubCanvas();
  const padded = { ...crop, x: -50, y: -30, flipped: true };
  cropPixels(photo as ImageBitmap, padded);
  expect(calls).toEqual([
    ["fillRect", 0, 0, 64, 32],
    ["setTransform", -1, 0, 0, 1, 100, 0],
    ["drawImage", 25, 15, 50, 30],
    ["getImageData", 0, 0, 64, 32],
  ]);
});

test("a browser without a canvas is named as the reason", () => {
  vi.stubGlobal(
    "OffscreenCanvas",
    vi.fn(function OffscreenCanvas() {
      return { getContext: () => null };
    }),
  );
  expect(() => cropPixels(photo as ImageBitmap, crop)).toThrow("no 2D canvas");
});
