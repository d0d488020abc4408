import { expect, test } from "vitest";
import { regionAt } from "~/composer/regions/regions";
import { holdAt, type StageTouch } from "./hold-at";
import { fit, toStage } from "./viewport";

const photo = { width: 4000, height: 3000 };
const view = fit(photo, { width: 390, height: 500 });
const face = { x: 1000, y: 1000 };
const regions = [regionAt(face, photo, "a")];
const finger: StageTouch = { regions, view, last: null, selected: null, pointerType: "touch", tool: "select" };
const onFace = toStage(view, face);
const beside = toStage(view, { x: 3500, y: 2500 });

test("a finger moves the selected region and pans from everywhere else", () => {
  expect(holdAt(onFace, { ...finger, selected: "a" })).toEqual({ grip: { kind: "region", id: "a" }, drag: "edit" });
  expect(holdAt(onFace, finger)).toEqual({ grip: { kind: "region", id: "a" }, drag: "pan" });
  expect(holdAt(beside, { ...finger, selected: "a" })).toEqual({ grip: { kind: "photo" }, drag: "pan" });
});

test("a mouse moves what it takes, and draws beside it", () => {
  const mouse = { ...finger, pointerType: "mouse" };
  expect(holdAt(onFace, mouse)).toEqual({ grip: { kind: "region", id: "a" }, drag: "edit" });
  expect(holdAt(beside, mouse)).toEqual({ grip: { kind: "photo" }, drag: "edit" });
});

test("the drawing tool and the brush draw everywhere, and nothing is edited while the photo is only looked at", () => {
  for (const tool of ["draw", "brush"] as const) {
    expect(holdAt(onFace, { ...finger, selected: "a", tool })).toEqual({ grip: { kind: "photo" }, drag: "edit" });
  }
  expect(holdAt(onFace, { ...finger, selected: "a", tool: "look" })).toEqual({ grip: { kind: "photo" }, drag: "pan" });
});
