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

test("a photo of which one size is kept shows that as before, and frees the rest", () => {
  const photo = noise({ width: 400, height: 300 }, 2);
  const levels = levelsOf(photo);
  const shown = levels.at({ width: 160, height: 120 }).data.slice();
  levels.at({ width: 40, height: 30 });
  levels.keepOnly({ width: 160, height: 120 });
  expect(levels.at({ width: 160, height: 120 }).data).toEqual(shown);
  expect(levels.at({ width: 80, height: 60 })).toMatchObject({ width: 80, height: 60 });
  if ("transfer" in ArrayBuffer.prototype) expect(photo.data).toHaveLength(0);
});

test("a photo that is itself the size to keep stays whole", () => {
  const photo = noise({ width: 40, height: 30 }, 2);
  levelsOf(photo).keepOnly(photo);
  expect(photo.data).toHaveLength(40 * 30 * 4);
});

test("a size that is no half of the photo is freed when the next is asked for", () => {
  const levels = levelsOf(noise({ width: 400, height: 300 }, 2));
  const [odd, half] = [
    { width: 90, height: 67 },
    { width: 200, height: 150 },
  ];
  const first = levels.at(odd);
  expect(levels.at(odd)).toBe(first);
  const kept = levels.at(half);
  levels.at(odd);
  expect(kept.data).toHaveLength(200 * 150 * 4);
  if ("transfer" in ArrayBuffer.prototype) expect(first.data).toHaveLength(0);
});
