import { expect, test } from "vitest";
import type { FoundFace } from "~/composer/photos/composed-photo";
import type { FaceId, UncoveredFace } from "~/contract/second-look";
import { findingsOf } from "./second-look";

const photo = { width: 4000, height: 3000 };
const publicPhoto = { width: 2000, height: 1500 };
const face: UncoveredFace = { id: "one" as FaceId, x: 500, y: 400, width: 100, height: 120 };
const elsewhere: UncoveredFace = { ...face, id: "two" as FaceId, x: 1200 };

/** The face in pixels of the photo, of an earlier look. */
const before = (answer: FoundFace["answer"]): FoundFace => ({
  ...{ id: "old" as FaceId, x: 990, y: 805, width: 200, height: 240 },
  answer,
});

test("an uncovered face is asked about, in pixels of the photo", () => {
  const { toAsk, confirmed } = findingsOf([face], { publicPhoto, photo, found: [] });
  expect(toAsk).toEqual([{ id: "one", x: 1000, y: 800, width: 200, height: 240, answer: null }]);
  expect(confirmed).toEqual([]);
});

test("a face that its author left as it was is confirmed by its new id, another face is asked about", () => {
  const { toAsk, confirmed } = findingsOf([face, elsewhere], { publicPhoto, photo, found: [before("left")] });
  expect(confirmed).toEqual(["one"]);
  expect(toAsk.map(({ id }) => id)).toEqual(["two"]);
});

test("a face that was covered, and is found again, is asked about again", () => {
  for (const answer of ["covered", null] as const) {
    expect(findingsOf([face], { publicPhoto, photo, found: [before(answer)] }).toAsk).toHaveLength(1);
  }
});
