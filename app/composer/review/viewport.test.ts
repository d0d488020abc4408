import fc from "fast-check";
import { expect, test } from "vitest";
import { closeUp, fit, maxZoom, onStage, pan, toPhoto, zoomAt } from "./viewport";

const photo = { width: 4000, height: 3000 };
const stage = { width: 390, height: 500 };
const centre = { x: 195, y: 250 };

test("zooming in keeps the point under the fingers in place", () => {
  const anyPoint = fc.record({ x: fc.integer({ min: 100, max: 290 }), y: fc.integer({ min: 200, max: 300 }) });
  fc.assert(
    fc.property(anyPoint, fc.double({ min: 4, max: 8, noNaN: true }), (finger, factor) => {
      const start = zoomAt(fit(photo, stage), 4, centre, photo, stage);
      const before = toPhoto(start, finger);
      const after = toPhoto(zoomAt(start, factor / 4, finger, photo, stage), finger);
      expect(after.x).toBeCloseTo(before.x, 3);
      expect(after.y).toBeCloseTo(before.y, 3);
    }),
  );
});

test("panning never shows beyond the photo where the photo is larger than the stage", () => {
  const anyDistance = fc.record({ x: fc.integer({ min: -6000, max: 6000 }), y: fc.integer({ min: -6000, max: 6000 }) });
  fc.assert(
    fc.property(anyDistance, (by) => {
      const view = pan(zoomAt(fit(photo, stage), 6, centre, photo, stage), by, photo, stage);
      expect(view.x).toBeLessThanOrEqual(0);
      expect(view.x + photo.width * view.scale).toBeGreaterThanOrEqual(stage.width - 1e-6);
    }),
  );
});

test("zooming out stops at the whole photo, zooming in at the deepest zoom", () => {
  const whole = fit(photo, stage);
  expect(zoomAt(whole, 0.1, { x: 0, y: 0 }, photo, stage)).toEqual(whole);
  expect(zoomAt(whole, 1_000, centre, photo, stage).scale).toBeCloseTo(whole.scale * maxZoom, 9);
});

test("the whole photo is centred on the stage", () => {
  const view = fit(photo, stage);
  const middle = toPhoto(view, centre);
  expect(middle.x).toBeCloseTo(photo.width / 2, 6);
  expect(middle.y).toBeCloseTo(photo.height / 2, 6);
});

test("close up a region is wholly on the stage, at least as large as on the whole photo", () => {
  const anyRegion = fc.record({
    x: fc.integer({ min: 0, max: 3000 }),
    y: fc.integer({ min: 0, max: 2000 }),
    width: fc.integer({ min: 8, max: 1000 }),
    height: fc.integer({ min: 8, max: 1000 }),
  });
  fc.assert(
    fc.property(anyRegion, (region) => {
      const view = closeUp(region, photo, stage);
      const { left, top, width, height } = onStage(region, view);
      expect(view.scale).toBeGreaterThanOrEqual(fit(photo, stage).scale);
      expect(view.scale).toBeLessThanOrEqual(fit(photo, stage).scale * maxZoom + 1e-9);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-1e-6);
      expect(left + width).toBeLessThanOrEqual(stage.width + 1e-6);
      expect(top + height).toBeLessThanOrEqual(stage.height + 1e-6);
    }),
  );
});
