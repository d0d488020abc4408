import { expect, test } from "vitest";
import { regionAt } from "~/composer/regions/regions";
import { directionOf, editOfKey, focusAfterRemoval } from "./region-keys";

const photo = { width: 800, height: 600 };
const region = regionAt({ x: 300, y: 300 }, photo, "a");
const plain = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

test("an arrow moves a region by six pixels of the screen at any zoom", () => {
  expect(editOfKey({ ...plain, key: "ArrowRight" }, region, 2)).toEqual({ kind: "nudge", id: "a", by: { x: 3, y: 0 } });
  expect(editOfKey({ ...plain, key: "ArrowUp" }, region, 0.5)).toEqual({
    kind: "nudge",
    id: "a",
    by: { x: 0, y: -12 },
  });
});

test("Shift with an arrow grows a region by the same step on each side", () => {
  const edit = editOfKey({ ...plain, shiftKey: true, key: "ArrowLeft" }, region, 1);
  expect(edit).toEqual({ kind: "grow", id: "a", by: { x: -12, y: 0 } });
});

test.each([
  ["Delete", "remove"],
  ["Backspace", "remove"],
  ["Enter", "toggle"],
  [" ", "toggle"],
])("the key %j asks to %s the region", (key, kind) => {
  expect(editOfKey({ ...plain, key }, region, 1)).toEqual({ kind, id: "a" });
});

test("keys with Alt, Control or Command, and all other keys, are left to the page", () => {
  for (const modifier of ["altKey", "ctrlKey", "metaKey"]) {
    expect(editOfKey({ ...plain, [modifier]: true, key: "ArrowLeft" }, region, 1)).toBeNull();
  }
  expect(editOfKey({ ...plain, key: "a" }, region, 1)).toBeNull();
  expect(directionOf("Tab", 5)).toBeNull();
});

test("the focus goes to the next region, else to the one before, else to the stage", () => {
  const regions = ["a", "b", "c"].map((id) => ({ ...region, id }));
  expect(focusAfterRemoval(regions, "a")).toBe("b");
  expect(focusAfterRemoval(regions, "c")).toBe("b");
  expect(focusAfterRemoval([region], "a")).toBeNull();
});
