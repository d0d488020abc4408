import { expect, test } from "vitest";
import { itemAfterKey } from "./menu-keys";

test("arrows go around a menu, Home and End to its ends, and other keys nowhere", () => {
  expect(["ArrowDown", "ArrowUp", "Home", "End", "x"].map((key) => itemAfterKey(key, 2, 3))).toEqual([
    0,
    1,
    0,
    2,
    null,
  ]);
  expect(["ArrowDown", "ArrowUp"].map((key) => itemAfterKey(key, 0, 3))).toEqual([1, 2]);
  expect(["ArrowDown", "ArrowUp"].map((key) => itemAfterKey(key, -1, 3))).toEqual([0, 2]);
});
