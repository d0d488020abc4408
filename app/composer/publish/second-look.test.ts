import { expect, test } from "vitest";
import { startHistory, step, undo } from "~/composer/regions/history";
import { removeRegion, type EditorRegions } from "~/composer/regions/regions";
import { regionsFromSecondLook } from "./second-look";

const photo = { width: 4000, height: 3000 };
const publicPhoto = { width: 2000, height: 1500 };
const face = { x: 500, y: 400, width: 100, height: 120 };
const elsewhere = { ...face, x: 1200 };
const nothing = startHistory<EditorRegions>([]);
const newId = () => "id";

test("an uncovered face becomes a doubtful region, grown, in pixels of the photo", () => {
  const [region] = regionsFromSecondLook([face], { publicPhoto, photo, history: nothing }, newId);
  expect(region).toMatchObject({ isDoubtful: true, isOn: true, shape: "ellipse" });
  expect(region).toMatchObject({ x: 950, y: 740, width: 300, height: 360 });
});

test("a region that its author removed is not asked about again, another face is", () => {
  const regions = regionsFromSecondLook([face], { publicPhoto, photo, history: nothing }, newId);
  const shown = step(nothing, regions);
  const history = step(shown, removeRegion(regions, regions[0]?.id ?? ""));
  expect(regionsFromSecondLook([face], { publicPhoto, photo, history }, newId)).toEqual([]);
  expect(regionsFromSecondLook([face, elsewhere], { publicPhoto, photo, history }, newId)).toHaveLength(1);
});

test("a region that was undone counts as seen", () => {
  const regions = regionsFromSecondLook([face], { publicPhoto, photo, history: nothing }, newId);
  const history = undo(step(nothing, regions));
  expect(regionsFromSecondLook([face], { publicPhoto, photo, history }, newId)).toEqual([]);
});
