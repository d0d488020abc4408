import { expect, test } from "vitest";
import { heightAboveKeyboard } from "./visible-height";

test("a keyboard that lies over the page leaves what is above it", () => {
  expect(heightAboveKeyboard({ height: 480, scale: 1 }, 844)).toBe(480);
});

test("a browser's toolbar and fingers that zoom in are no keyboard", () => {
  expect(heightAboveKeyboard({ height: 790, scale: 1 }, 844)).toBeNull();
  expect(heightAboveKeyboard({ height: 422, scale: 2 }, 844)).toBeNull();
});
