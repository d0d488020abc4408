import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Region } from "~/contract/photo";
import { regionAroundFace } from "~/imaging/geometry";
import { personAround } from "../../workers/local-ai/person";
import { personsToFaces, uncoveredFaces } from "./face-boxes";

const picture = { width: 1600, height: 1200 };

function person(x: number, y: number, width: number, height: number, score = 0.95) {
  return { score, label: "person", box: { xmin: x, ymin: y, xmax: x + width, ymax: y + height } };
}

function faceOf(...box: [number, number, number, number]): Region {
  return personsToFaces([person(...box)], picture)[0]!;
}

describe("the face of a person", () => {
  test("is at the top of a standing one, a seventh of the height", () => {
    const face = faceOf(700, 100, 270, 1000);
    expect(face).toMatchObject({ y: 100, confidence: 0.95 });
    expect(face.height).toBeGreaterThan(110);
    expect(face.height).toBeLessThan(160);
    expect(face.x + face.width / 2).toBeCloseTo(835);
  });

  test("is as large when the picture ends at the chest", () => {
    const [standing, cut] = [faceOf(700, 100, 270, 1000), faceOf(700, 700, 270, 500)];
    expect(cut.height).toBeCloseTo(standing.height, -2);
  });

  test("is most of a close-up", () => {
    const face = faceOf(300, 50, 900, 1150);
    expect(face.height).toBeGreaterThan(600);
  });

  test("stays in the picture, whatever the box", () => {
    const faces = personsToFaces(
      [person(-200, -100, 500, 900), person(1500, 1100, 500, 500), person(5, 5, 0, 0)],
      picture,
    );
    expect(faces).toHaveLength(2);
    for (const { x, y, width, height } of faces) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(picture.width);
      expect(y + height).toBeLessThanOrEqual(picture.height);
    }
  });

  test("is not guessed for things, nor for what is hardly a person", () => {
    const dog = { ...person(10, 10, 100, 100), label: "dog" };
    expect(personsToFaces([dog, person(10, 10, 100, 300, 0.4)], picture)).toEqual([]);
  });
});

describe("a face is uncovered", () => {
  const face = { x: 100, y: 100, width: 80, height: 104 };

  test("when no region lies on it", () => {
    expect(uncoveredFaces([face], [])).toEqual([face]);
    expect(uncoveredFaces([face], [{ ...face, x: 300 }])).toEqual([face]);
  });

  test("when regions only touch its edge, or are much smaller", () => {
    expect(uncoveredFaces([face], [{ ...face, x: 160 }])).toEqual([face]);
    expect(uncoveredFaces([face], [{ x: 135, y: 145, width: 12, height: 12 }])).toEqual([face]);
  });

  test("and not when a region, or several together, cover it", () => {
    expect(uncoveredFaces([face], [{ ...face, y: 120 }])).toEqual([]);
    const halves = [
      { ...face, width: 40 },
      { ...face, x: 140, width: 40 },
    ];
    expect(uncoveredFaces([face], halves)).toEqual([]);
  });
});

const labels = join(import.meta.dirname, "../../../shared/faces/dev/labels.json");

test.runIf(existsSync(labels))(
  "people drawn around labelled faces are covered by those faces' regions, and no others'",
  () => {
    const photos = Object.values(
      JSON.parse(readFileSync(labels, "utf8")) as Record<string, { width: number; height: number; faces: Region[] }>,
    );
    let [faces, covered, caught] = [0, 0, 0];
    for (const { faces: marked, ...size } of photos) {
      for (const face of marked) {
        const guessed = personsToFaces([personAround({ ...face, confidence: 0.9 }, size)], size);
        faces += guessed.length;
        covered += guessed.length - uncoveredFaces(guessed, [regionAroundFace(face)]).length;
        const others = marked.filter((other) => other !== face).map(regionAroundFace);
        const isHidden = others.some((other) => overlaps(other, regionAroundFace(face)));
        caught += isHidden ? guessed.length : uncoveredFaces(guessed, others).length;
      }
    }
    console.log(
      `${faces} people: ${covered} covered by their own region, ${caught} uncovered (or overlapped) without it`,
    );
    expect(covered / faces).toBeGreaterThan(0.98);
    expect(caught / faces).toBeGreaterThan(0.98);
  },
);

function overlaps(a: Region, b: Region): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
