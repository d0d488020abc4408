import { expect, test } from "vitest";
import { sendsMessage } from "./sends-message";

const enter = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };

test("Enter sends, Shift+Enter and other keys do not", () => {
  expect(sendsMessage(enter)).toBe(true);
  expect(sendsMessage({ ...enter, shiftKey: true })).toBe(false);
  expect(sendsMessage({ ...enter, key: "a", keyCode: 65 })).toBe(false);
});

test("an Enter that accepts a composed word does not send, also after Safari has ended the composition", () => {
  expect(sendsMessage({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
  expect(sendsMessage({ ...enter, isComposing: true })).toBe(false);
  expect(sendsMessage({ ...enter, keyCode: 229 })).toBe(false);
});
