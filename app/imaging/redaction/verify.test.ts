import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  coverStyles,
  type CoverStyle,
  type DeclaredRegion,
  type Pixels,
  type Region,
  type Size,
} from "~/contract/photo";
import { redact } from "~/imaging/redaction/redact";
import { resample } from "~/imaging/resample";
import { clampRegion, regionAroundFace, roundOutward } from "~/imaging/geometry";
import { colourAt, painted } from "../../../tests/pixels";
import { openJpeg, startCodecs, throughJpeg, throughWebp } from "../../../tests/redaction-check/codecs";
import { blurred, feathered, ghost, halfDone, mosaic, outlined } from "../../../tests/redaction-check/weak-redactions";
import { verifyRedaction } from "./verify";

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");
const dev = join(import.meta.dirname, "../../../shared/faces/dev");

interface Photo {
  name: string;
  pixels: Pixels;
  regions: Region[];
}

/** The faces of face-api's first sample, in its pixels: marked by hand. */
const sampleFaces: Region[] = [
  { x: 1480, y: 240, width: 160, height: 205 },
  { x: 410, y: 385, width: 195, height: 245 },
  { x: 850, y: 455, width: 180, height: 230 },
];

/** Of the labelled photos beside the checkout, where they are: every so many, a crowd among them. */
const everyPhoto = 15;

/** The first sample as it is. */
let sample: Pixels;

let photos: Photo[] = [];

beforeAll(async () => {
  await startCodecs();
  sample = await openJpeg(join(samples, "sample1.jpg"));
  photos = [halfOfSample(), ...(await devPhotos())];
});

/** The first sample at half its width and height: as many regions, and a quarter to compute. */
function halfOfSample(): Photo {
  const pixels = resample(sample, { width: sample.width / 2, height: sample.height / 2 });
  const faces = sampleFaces.map(({ x, y, width, height }) => ({
    x: x / 2,
    y: y / 2,
    width: width / 2,
    height: height / 2,
  }));
  return { name: "sample1.jpg", pixels, regions: regionsOf(faces, pixels) };
}

async function devPhotos(): Promise<Photo[]> {
  const file = join(dev, "labels.json");
  if (!existsSync(file)) return [];
  const labels = JSON.parse(readFileSync(file, "utf8")) as Record<string, { faces: Region[] }>;
  const chosen = Object.entries(labels).filter(([name], index) => index % everyPhoto === 0 && name.endsWith(".jpg"));
  return Promise.all(chosen.map(([name, { faces }]) => photoOf(join(dev, name), faces)));
}

async function photoOf(path: string, faces: Region[]): Promise<Photo> {
  const pixels = await openJpeg(path);
  return { name: path, pixels, regions: regionsOf(faces, pixels) };
}

function regionsOf(faces: Region[], size: Size): Region[] {
  return faces
    .filter((face) => Math.min(face.width, face.height) >= 10)
    .flatMap(
      ({ x, y, width, height }) => clampRegion(roundOutward(regionAroundFace({ x, y, width, height })), size) ?? [],
    );
}

/** The indexes of the regions that did not pass. */
function failed(copy: Pixels, regions: Region[], style: CoverStyle = "soft"): number[] {
  const verdict = verifyRedaction(copy, regions, style);
  return verdict.kind === "redacted" ? [] : verdict.regions;
}

type Coding = [name: string, code: (pixels: Pixels) => Promise<Pixels>];

const jpeg: Coding = ["JPEG of quality 0.88", (pixels) => throughJpeg(pixels, 88)];
const coarse: Coding[] = [
  ["JPEG of quality 0.7", (pixels) => throughJpeg(pixels, 70)],
  ["WebP of quality 0.7", (pixels) => throughWebp(pixels, 70)],
];
/** Drawings have rims, which coarse coding smears. */
const fine: Coding[] = [["WebP of quality 0.85", (pixels) => throughWebp(pixels, 85)]];

const drawn: CoverStyle[] = ["tiles", "heads", "hearts"];

describe.each(coverStyles)("a photo redacted with style %s", (style) => {
  test.each([jpeg, ...(drawn.includes(style) ? fine : coarse)])(
    "passes as %s",
    async (_name, code) => {
      for (const { name, pixels, regions } of photos) {
        const copy = await code(redact(pixels, regions, { style, seed: 11 }));
        expect(failed(copy, regions, style), name).toEqual([]);
      }
    },
    60_000,
  );
});

test("a region that looks as another style says does not pass, and one colour passes only where no style was declared", () => {
  const pixels = painted({ width: 240, height: 160 }, (x, y) => [x, 255 - y, (x + y) >> 1]);
  const regions = [0, 1].map((index) => ({ x: 20 + 110 * index, y: 30, width: 80, height: 100 }));
  const copies = coverStyles.map((style) => redact(pixels, regions, { style, seed: 11 }));
  const passes = copies.map((copy) => coverStyles.filter((style) => failed(copy, regions, style).length === 0));
  expect(passes).toEqual([["soft"], ["soft", "solid"], ["tiles"], ["heads"], ["hearts"]]);
});

const weak: [string, (photo: Photo, soft: Pixels) => Pixels][] = [
  ["the untouched photo", ({ pixels }) => pixels],
  ["a blur of 0.03 of the width", ({ pixels, regions }) => blurred(pixels, regions, 0.03)],
  ["a blur of 0.07 of the width", ({ pixels, regions }) => blurred(pixels, regions, 0.07)],
  ["a blur of 0.13 of the width", ({ pixels, regions }) => blurred(pixels, regions, 0.13)],
  ["a mosaic of 4 x 4", ({ pixels, regions }) => mosaic(pixels, regions, 4)],
  ["a mosaic of 8 x 8", ({ pixels, regions }) => mosaic(pixels, regions, 8)],
  ["a mosaic of 16 x 16", ({ pixels, regions }) => mosaic(pixels, regions, 16)],
  ["half a redaction", ({ pixels, regions }, soft) => halfDone(pixels, soft, regions)],
  ["a feathered redaction", ({ pixels, regions }, soft) => feathered(pixels, soft, regions)],
  ["a face at 0.3 of its strength", ({ pixels, regions }, soft) => ghost(pixels, soft, regions, 0.3)],
  ["outlines over a redaction", ({ pixels, regions }, soft) => outlined(pixels, soft, regions, 1)],
];

/** From this shorter side of its region on, every face counts; of smaller ones, 8 to 20 pixels wide, one in 50 may pass. */
const smallSide = 32;

test.each(weak)(
  "%s is refused, face by face",
  async (_name, weaken) => {
    for (const photo of photos) {
      const soft = redact(photo.pixels, photo.regions, { style: "soft", seed: 11 });
      const refused = new Set(failed(await throughJpeg(weaken(photo, soft), 88), photo.regions));
      const passed = photo.regions.filter((_region, index) => !refused.has(index));
      const isLarge = ({ width, height }: Region) => Math.min(width, height) > smallSide;
      expect(passed.filter(isLarge), photo.name).toEqual([]);
      expect(passed.length, photo.name).toBeLessThanOrEqual(photo.regions.length / 50);
    }
  },
  60_000,
);

test("a photo that shines through drawn heads is refused", async () => {
  const style = "heads";
  const { pixels, regions } = photos[0]!;
  const made = redact(pixels, regions, { style, seed: 11 });
  for (const bad of [
    halfDone(pixels, made, regions),
    feathered(pixels, made, regions),
    ghost(pixels, made, regions, 0.2),
    outlined(pixels, made, regions, 1),
  ])
    expect(failed(await throughJpeg(bad, 88), regions, style)).toEqual([0, 1, 2]);
});

test("one face left among redacted ones is named", () => {
  const { pixels, regions } = photos[0]!;
  const copy = redact(pixels, [regions[0]!, regions[2]!], { style: "soft", seed: 11 });
  expect(verifyRedaction(copy, regions, "soft")).toEqual({ kind: "not_redacted", regions: [1] });
});

test("regions that were filled as rectangles pass, beside others that were filled as ellipses", () => {
  const { pixels, regions } = photos[0]!;
  for (const shapes of [
    ["rectangle", "rectangle", "rectangle"],
    ["ellipse", "rectangle", "ellipse"],
  ] as const) {
    const shaped = regions.map((region, index) => ({ ...region, shape: shapes[index % shapes.length] }));
    const copy = redact(pixels, shaped, { style: "soft", seed: 11 });
    expect(verifyRedaction(copy, regions, "soft")).toEqual({ kind: "redacted" });
  }
});

test("a face left beside rectangles is named", () => {
  const { pixels, regions } = photos[0]!;
  const boxes = [regions[0]!, regions[2]!].map((region) => ({ ...region, shape: "rectangle" as const }));
  const copy = redact(pixels, boxes, { style: "soft", seed: 11 });
  expect(verifyRedaction(copy, regions, "soft")).toEqual({ kind: "not_redacted", regions: [1] });
});

/** A face of the first sample with some of its surroundings: little to compute. */
function closeUp(): Pixels {
  const [left, top] = [1340, 180];
  return painted({ width: 480, height: 360 }, (x, y) => colourAt(sample, left + x, top + y));
}

/** A plate of one long box, and boxes of strokes as wide and as narrow as they come, over the face of the close-up. */
const brushed: DeclaredRegion[] = [
  { x: 40, y: 290, width: 360, height: 40, shape: "rectangle" },
  { x: 140, y: 80, width: 160, height: 30, shape: "rectangle" },
  { x: 125, y: 110, width: 180, height: 60, shape: "rectangle" },
  { x: 140, y: 170, width: 120, height: 30, shape: "rectangle" },
  { x: 330, y: 230, width: 70, height: 10, shape: "rectangle" },
  { x: 320, y: 240, width: 100, height: 10, shape: "rectangle" },
];

test.each(coverStyles)("boxes of a brush pass in style %s, and one that is left unpainted is named", async (style) => {
  const pixels = closeUp();
  const made = redact(pixels, brushed, { style, seed: 11 });
  for (const copy of [await throughJpeg(made, 88), await throughWebp(made, 85)]) {
    expect(failed(copy, brushed, style)).toEqual([]);
  }
  const left = redact(pixels, brushed.toSpliced(2, 1), { style, seed: 11 });
  expect(failed(await throughJpeg(left, 88), brushed, style)).toContain(2);
});

test("a rectangle whose ends or corners were left is refused", async () => {
  const pixels = closeUp();
  const [plate, , face] = brushed as [DeclaredRegion, DeclaredRegion, DeclaredRegion];
  const withoutEnds = { ...plate, x: plate.x + 30, width: plate.width - 60 };
  const endsLeft = await throughJpeg(redact(pixels, [withoutEnds], { style: "soft", seed: 11 }), 88);
  expect(failed(endsLeft, [plate])).toEqual([0]);
  const ellipse = { ...face, shape: "ellipse" as const };
  const cornersLeft = await throughJpeg(redact(pixels, [ellipse], { style: "soft", seed: 11 }), 88);
  expect(failed(cornersLeft, [face])).toEqual([0]);
});

test("what is no region of the picture never passes", () => {
  const pixels = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4).fill(90) };
  const good = { x: 10, y: 10, width: 20, height: 20 };
  const bad = [
    { ...good, x: NaN },
    { ...good, width: 0 },
    { ...good, height: -3 },
    { ...good, width: Infinity },
    { ...good, x: -1 },
    { ...good, y: 50 },
  ];
  expect(failed(pixels, [good, ...bad])).toEqual([1, 2, 3, 4, 5, 6]);
  expect(failed(pixels, [])).toEqual([]);
});

test("regions of a pixel, and one of the whole picture, can be looked at", () => {
  const { pixels } = photos[0]!;
  const regions = [
    { x: 5, y: 5, width: 1, height: 1 },
    { x: 50.5, y: 60.2, width: 2.5, height: 12.1 },
    { x: 0, y: 0, width: pixels.width, height: pixels.height },
  ];
  expect(failed(redact(pixels, regions, { style: "soft", seed: 3 }), regions)).toEqual([]);
});

test("300 regions of 12 to 60 pixels are checked", () => {
  const regions = Array.from({ length: 300 }, (_none, index) => {
    const side = 12 + (index % 7) * 8;
    return { x: (index % 25) * 70, y: Math.floor(index / 25) * 90, width: side, height: Math.round(side * 1.3) };
  });
  const copy = redact(sample, regions, { style: "soft", seed: 3 });
  expect(failed(copy, regions)).toEqual([]);
  expect(failed(sample, regions).length).toBeGreaterThan(150);
});
