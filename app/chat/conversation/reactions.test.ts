import { expect, test } from "vitest";
import { reactionAfter, reactionChips } from "./reactions";

test("two people who react alike have one chip, otherwise each has their own", () => {
  expect(reactionChips({ mine: null, theirs: null })).toEqual([]);
  expect(reactionChips({ mine: "👍", theirs: "👍" })).toEqual([{ emoji: "👍", isMine: true, isTheirs: true }]);
  expect(reactionChips({ mine: "👍", theirs: "😂" }).map(({ emoji, isMine }) => [emoji, isMine])).toEqual([
    ["😂", false],
    ["👍", true],
  ]);
});

test("another emoji takes the place of the first, and the same one takes it back", () => {
  expect([reactionAfter(null, "👍"), reactionAfter("👍", "😂"), reactionAfter("👍", "👍")]).toEqual(["👍", "😂", null]);
});
