import { expect, test } from "vitest";
import { colourAt, noise, painted, plain } from "../../tests/pixels";
import { isOpaque, smallCopyOf } from "./small-copy";

test("a large picture is searched at 960 pixels, in its own shape", () => {
  const { width, height } = smallCopyOf(plain({ width: 2048, height: 512 }, 9));
  expect([width, height]).toEqual([960, 240]);
});

test("a small picture is searched as it is", () => {
  const picture = noise({ width: 70, height: 130 }, 1);
  expect(smallCopyOf(picture).data).toEqual(picture.data);
});

test("colours that transparency hides are searched, and the picture itself stays as it is", () => {
  const picture = painted({ width: 32, height: 16 }, (x) => [x * 7, 50, 60]);
  for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 0;
  const copy = smallCopyOf(picture);
  expect(colourAt(copy, 10, 3)).toEqual([70, 50, 60]);
  expect(isOpaque(copy)).toBe(true);
  expect(isOpaque(picture)).toBe(false);
});

test("one pixel that is not quite opaque is seen", () => {
  const picture = plain({ width: 20, height: 20 }, 1);
  expect(isOpaque(picture)).toBe(true);
  picture.data[4 * 399 + 3] = 254;
  expect(isOpaque(picture)).toBe(false);
});
