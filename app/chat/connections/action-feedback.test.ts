import { expect, test } from "vitest";
import type { ConnectionAct } from "~/contract/connection";
import { nextFeedback, noFeedback } from "./action-feedback";

/** The states after each of these renders: what is submitted, and whether it has failed. */
const after = (...renders: [ConnectionAct | null, boolean?][]) =>
  renders.reduce((state, [submitted, hasFailed = false]) => nextFeedback(state, submitted, hasFailed), noFeedback);

test("an action is done when it is no longer submitted, and stays so until the next one", () => {
  expect(after(["block"]).done).toBeNull();
  expect(after(["block"], [null]).done).toBe("block");
  expect(after(["block"], [null], [null]).done).toBe("block");
  expect(after(["block"], [null], ["unblock"]).done).toBeNull();
  expect(after(["block"], [null], ["unblock"], [null]).done).toBe("unblock");
});

test("an action that failed is never done", () => {
  expect(after(["accept"], ["accept", true], [null])).toEqual(noFeedback);
});

test("an action that failed before and then succeeds is done", () => {
  expect(after(["accept", true], [null], ["accept", true], ["accept"], [null]).done).toBe("accept");
});

test("a render without a change returns the same state, so that it ends", () => {
  const state = after(["block"], [null]);
  expect(nextFeedback(state, null, false)).toBe(state);
  expect(nextFeedback(noFeedback, null, false)).toBe(noFeedback);
});
