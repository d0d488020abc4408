import { expect, test } from "vitest";
import { colourAt, noise, painted } from "../../tests/pixels";
import { levelsOf } from "./photo-levels";

test("a photo at its own size is the photo", () => {
  const photo = noise({ width: 33, height: 21 }, 2);
  expect(levelsOf(photo).at(photo)).toEqual({ ...photo, data: photo.data });
});

test("a small size shows the same picture, whichever sizes were asked for before", () => {
  const photo = painted({ width: 801, height: 601 }, (x, y) => [x / 4, y / 4, 90]);
  const levels = levelsOf(photo);
  levels.at({ width: 400, height: 300 });
  const small = levels.at({ width: 96, height: 72 });
  expect(small).toEqual(levelsOf(photo).at({ width: 96, height: 72 }));
  const [red, green, blue] = colourAt(small, 48, 36);
  expect(Math.abs(red - (48.5 / 96) * 200)).toBeLessThan(2);
  expect(Math.abs(green - (36.5 / 72) * 150)).toBeLessThan(2);
  expect(blue).toBe(90);
});

test("a photo is enlarged between its pixels", () => {
  const photo = painted({ width: 2, height: 1 }, (x) => [100 * x, 0, 0]);
  const large = levelsOf(photo).at({ width: 4, height: 1 });
  expect([0, 1, 2, 3].map((x) => colourAt(large, x, 0)[0])).toEqual([0, 25, 75, 100]);
});
