import fc from "fast-check";
import { expect, test } from "vitest";
import { regionAt, type EditorRegion } from "~/composer/regions/regions";
import { neighbourOf, reviewOrder } from "./face-order";

const photo = { width: 4000, height: 3000 };
const regionsOf = (doubts: boolean[]): EditorRegion[] =>
  doubts.map((isDoubtful, index) => ({ ...regionAt({ x: 500, y: 500 }, photo, `${index}`), isDoubtful }));
const doubtfulIn = (regions: EditorRegion[]) =>
  new Set(regions.filter(({ isDoubtful }) => isDoubtful).map(({ id }) => id));

test("doubtful faces come first, each kind in its own order", () => {
  const regions = regionsOf([false, true, false, true]);
  expect(reviewOrder(regions, doubtfulIn(regions)).map(({ id }) => id)).toEqual(["1", "3", "0", "2"]);
});

test("going through the faces comes to each once, though doubts are decided on the way", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (doubts) => {
      let regions = regionsOf(doubts);
      const doubtful = doubtfulIn(regions);
      const seen: string[] = [];
      let current = neighbourOf(reviewOrder(regions, doubtful), null, 1);
      while (current) {
        const { id } = current;
        seen.push(id);
        const next = neighbourOf(reviewOrder(regions, doubtful), id, 1);
        // Every second face is removed, the others are kept.
        regions =
          seen.length % 2 === 0
            ? regions.filter((region) => region.id !== id)
            : regions.map((region) => (region.id === id ? { ...region, isDoubtful: false } : region));
        current = next;
      }
      expect(seen.toSorted()).toEqual(doubts.map((_, index) => `${index}`).toSorted());
    }),
  );
});

test("before the first and after the last face there is none", () => {
  const order = regionsOf([false, false]);
  expect(neighbourOf(order, "0", -1)).toBeNull();
  expect(neighbourOf(order, "1", 1)).toBeNull();
  expect(neighbourOf(order, null, -1)?.id).toBe("1");
  expect(neighbourOf([], null, 1)).toBeNull();
});
