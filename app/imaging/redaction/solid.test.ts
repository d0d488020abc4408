import { expect, test } from "vitest";
import type { Pixels } from "~/contract/photo";
import type { RedactionRegion } from "~/imaging/geometry";
import { colourAt, noise, painted, plain } from "../../../tests/pixels";
import { neutral } from "./neutral";
import { redact } from "./redact";

const size = { width: 80, height: 60 };

function filled(picture: Pixels, regions: readonly RedactionRegion[]): Pixels {
  return redact(picture, regions, { style: "solid", seed: 1 });
}

test("a region takes the mean colour of its border", () => {
  const picture = painted(size, (_x, y) => [0, 0, y < 30 ? 100 : 200]);
  const region = { x: 30, y: 20, width: 20, height: 20, shape: "rectangle" as const };
  expect(colourAt(filled(picture, [region]), 40, 30)[2]).toBe(150);
});

test("a region is one colour all over", () => {
  const picture = filled(noise(size, 4), [{ x: 20, y: 10, width: 30, height: 30 }]);
  const colour = colourAt(picture, 35, 25);
  for (const [x, y] of [
    [35, 11],
    [21, 25],
    [48, 25],
    [35, 38],
  ] as const)
    expect(colourAt(picture, x, y)).toEqual(colour);
});

test("regions in a row that touch one another are one colour", () => {
  const picture = painted(size, (x) => [x * 3, 0, 0]);
  const row = [5, 24, 43].map((x) => ({ x, y: 20, width: 20, height: 20 }));
  const result = filled(picture, row);
  expect(colourAt(result, 15, 30)).toEqual(colourAt(result, 53, 30));
});

test("a picture that is masked whole becomes the neutral colour", () => {
  const whole = { x: 0, y: 0, ...size, shape: "rectangle" as const };
  expect(colourAt(filled(plain(size, 3), [whole]), 40, 30)).toEqual(neutral);
});
