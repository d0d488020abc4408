import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redo, startHistory, step, undo } from "./history";
import {
  changeMark,
  coveredBy,
  growMark,
  handles,
  markAt,
  markBetween,
  minSide,
  moveMark,
  resizeMark,
  type Mark,
} from "./marks";
import { fit, pan, toPhoto, zoomAt } from "./viewport";

const photo = { width: 4000, height: 3000 };
const stage = { width: 390, height: 500 };
const point = fc.record({ x: fc.integer({ min: -500, max: 4500 }), y: fc.integer({ min: -500, max: 3500 }) });
const by = fc.record({ x: fc.integer({ min: -6000, max: 6000 }), y: fc.integer({ min: -6000, max: 6000 }) });
const mark = point.map((at): Mark => markAt(at, photo, "m"));

function isInPhoto({ x, y, width, height }: Mark): boolean {
  const slack = 1e-6;
  return x >= -slack && y >= -slack && x + width <= photo.width + slack && y + height <= photo.height + slack;
}

describe("a mark", () => {
  test("stays in the photo and no smaller than a slip of the finger, whatever is done with it", () => {
    fc.assert(
      fc.property(mark, by, fc.constantFrom(...handles), (start, distance, handle) => {
        for (const after of [
          moveMark(start, distance, photo),
          resizeMark(start, handle, distance, photo),
          growMark(start, distance, photo),
        ]) {
          expect(isInPhoto(after)).toBe(true);
          expect(Math.min(after.width, after.height)).toBeGreaterThanOrEqual(minSide - 1e-6);
        }
      }),
    );
  });

  test("keeps its size when it is moved", () => {
    fc.assert(
      fc.property(mark, by, (start, distance) => {
        const { width, height } = moveMark(start, distance, photo);
        expect([width, height]).toEqual([start.width, start.height]);
      }),
    );
  });

  test("pulled at one side keeps the other side where it is", () => {
    fc.assert(
      fc.property(mark, by, (start, distance) => {
        const after = resizeMark(start, "e", distance, photo);
        expect(after.x).toBeCloseTo(start.x, 6);
        expect(after.y).toBe(start.y);
      }),
    );
  });

  test("that a person touched is no longer doubtful", () => {
    const doubtful = { ...markAt({ x: 100, y: 100 }, photo, "m"), isDoubtful: true };
    expect(moveMark(doubtful, { x: 1, y: 1 }, photo).isDoubtful).toBe(false);
  });

  test("is not made by a drag of a few pixels", () => {
    expect(markBetween({ x: 10, y: 10 }, { x: 12, y: 300 }, photo, "m")).toBeNull();
    expect(markBetween({ x: 300, y: 300 }, { x: 100, y: 100 }, photo, "m")).toMatchObject({ x: 100, width: 200 });
  });

  test("that is off is not covered", () => {
    const marks = [markAt({ x: 100, y: 100 }, photo, "a"), markAt({ x: 900, y: 900 }, photo, "b")];
    expect(coveredBy(changeMark(marks, "a", (one) => ({ ...one, isOn: false })))).toHaveLength(1);
  });
});

describe("history", () => {
  const steps = fc.array(fc.integer(), { minLength: 1, maxLength: 50 });

  test("undoes every step back to the start, and redoes them all", () => {
    fc.assert(
      fc.property(steps, (values) => {
        const objects = values.map((value) => ({ value }));
        const done = objects.reduce(step, startHistory({ value: -1 }));
        const undone = objects.reduce(undo, done);
        expect(undone.present).toEqual({ value: -1 });
        expect(objects.reduce(redo, undone)).toEqual(done);
      }),
    );
  });

  test("forgets what was undone once something new is done", () => {
    const history = step(undo(step(startHistory("a"), "b")), "c");
    expect(redo(history).present).toBe("c");
  });

  test("goes no further than its ends", () => {
    expect(undo(startHistory("a")).present).toBe("a");
    expect(redo(startHistory("a")).present).toBe("a");
  });
});

describe("the viewport", () => {
  test("keeps the point under the fingers where it is while zooming in", () => {
    const at = fc.record({ x: fc.integer({ min: 100, max: 290 }), y: fc.integer({ min: 200, max: 300 }) });
    fc.assert(
      fc.property(at, fc.double({ min: 4, max: 8, noNaN: true }), (finger, factor) => {
        const start = zoomAt(fit(photo, stage), 4, { x: 195, y: 250 }, photo, stage);
        const before = toPhoto(start, finger);
        const after = toPhoto(zoomAt(start, factor / 4, finger, photo, stage), finger);
        expect(after.x).toBeCloseTo(before.x, 3);
        expect(after.y).toBeCloseTo(before.y, 3);
      }),
    );
  });

  test("never shows beyond the photo where the photo is larger than the stage", () => {
    fc.assert(
      fc.property(by, (distance) => {
        const view = pan(zoomAt(fit(photo, stage), 6, { x: 195, y: 250 }, photo, stage), distance, photo, stage);
        expect(view.x).toBeLessThanOrEqual(0);
        expect(view.x + photo.width * view.scale).toBeGreaterThanOrEqual(stage.width - 1e-6);
      }),
    );
  });

  test("zooms out no further than the whole photo", () => {
    const view = zoomAt(fit(photo, stage), 0.1, { x: 0, y: 0 }, photo, stage);
    expect(view).toEqual(fit(photo, stage));
  });
});
