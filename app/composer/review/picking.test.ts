import fc from "fast-check";
import { expect, test } from "vitest";
import type { EditorRegion } from "~/composer/regions/regions";
import { hasRoomForHandles, regionToHold, regionToSelect, regionsAt, type LastTap } from "./picking";
import { fit } from "./viewport";

/** A photo of a crowd on a phone's stage. */
const photo = { width: 4000, height: 3000 };
const view = fit(photo, { width: 390, height: 500 });

function regionAround(id: string, x: number, y: number, width: number, height = width): EditorRegion {
  const box = { x: x - width / 2, y: y - height / 2, width, height };
  return { ...box, id, shape: "ellipse", isOn: true, isDoubtful: false };
}

const onStage = (x: number, y: number) => ({ x: view.x + x * view.scale, y: view.y + y * view.scale });

const crowds = fc
  .uniqueArray(
    fc.record({
      x: fc.integer({ min: 100, max: 3900 }),
      y: fc.integer({ min: 100, max: 2900 }),
      width: fc.integer({ min: 20, max: 900 }),
    }),
    { minLength: 1, maxLength: 60, selector: ({ x, y }) => `${x},${y}` },
  )
  .map((faces) => faces.map(({ x, y, width }, index) => ({ x, y, region: regionAround(`${index}`, x, y, width) })));

test("a tap on a region's centre selects that region, in any crowd", () => {
  fc.assert(
    fc.property(crowds, (crowd) => {
      const regions = crowd.map(({ region }) => region);
      for (const { x, y, region } of crowd) expect(regionToSelect(regions, onStage(x, y), view, null)).toBe(region.id);
    }),
  );
});

test("taps at one place select each region that lies there in turn, and then the first again", () => {
  fc.assert(
    fc.property(crowds, (crowd) => {
      const regions = crowd.map(({ region }) => region);
      const at = onStage(crowd[0]!.x, crowd[0]!.y);
      const reached = regionsAt(regions, at, view).map(({ id }) => id);
      let last: LastTap | null = null;
      const selected = [...reached, "once more"].map(() => {
        const id: string = regionToSelect(regions, at, view, last)!;
        last = { at, id };
        return id;
      });
      expect(selected).toEqual([...reached, reached[0]]);
    }),
  );
});

test("of two regions around one centre the smaller is meant first", () => {
  const regions = [regionAround("large", 2000, 1500, 900), regionAround("small", 2000, 1500, 300)];
  expect(regionToSelect(regions, onStage(2000, 1500), view, null)).toBe("small");
});

test("what was picked under others can be dragged from where it was picked", () => {
  const regions = [regionAround("large", 2000, 1500, 900), regionAround("small", 2000, 1500, 300)];
  const at = onStage(2000, 1500);
  expect(regionToHold(regions, at, view, { at, id: "large" })).toBe("large");
  expect(regionToHold(regions, at, view, null)).toBe("small");
});

test("a small region can be picked within a finger's width, and no further", () => {
  const regions = [regionAround("a", 2000, 1500, 20)];
  const centre = onStage(2000, 1500);
  expect(regionToSelect(regions, { x: centre.x + 21, y: centre.y - 21 }, view, null)).toBe("a");
  expect(regionToSelect(regions, { x: centre.x + 23, y: centre.y }, view, null)).toBeNull();
});

test("handles never cover another region's centre", () => {
  const alone = regionAround("a", 2000, 1500, 300);
  expect(hasRoomForHandles(alone, [alone], view)).toBe(true);
  const near = regionAround("b", 2400, 1500, 300);
  expect(hasRoomForHandles(alone, [alone, near], view)).toBe(false);
  const far = regionAround("c", 3200, 1500, 300);
  expect(hasRoomForHandles(alone, [alone, far], view)).toBe(true);
});
