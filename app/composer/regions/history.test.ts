import fc from "fast-check";
import { expect, test } from "vitest";
import { redo, startHistory, step, undo } from "./history";

const values = fc.array(fc.integer(), { minLength: 1, maxLength: 50 });

test("undo goes back to the start step by step, and redo returns to the end", () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const steps = numbers.map((value) => ({ value }));
      const done = steps.reduce(step, startHistory({ value: -1 }));
      const undone = steps.reduce(undo, done);
      expect(undone.present).toEqual({ value: -1 });
      expect(steps.reduce(redo, undone)).toEqual(done);
    }),
  );
});

test("a new step drops what was undone", () => {
  const history = step(undo(step(startHistory("a"), "b")), "c");
  expect(redo(history).present).toBe("c");
  expect(undo(history).present).toBe("a");
});

test("undo and redo stop at the ends", () => {
  expect(undo(startHistory("a"))).toEqual(startHistory("a"));
  expect(redo(startHistory("a"))).toEqual(startHistory("a"));
});

test("the same value again is not a step", () => {
  const value = { x: 1 };
  const history = startHistory(value);
  expect(step(history, value)).toBe(history);
});
