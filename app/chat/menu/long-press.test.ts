import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LongPress } from "./long-press";

const at = (clientX: number, pointerType = "touch") => ({ pointerType, clientX, clientY: 0 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a finger that rests, even if it trembles, is a long press", () => {
  const onPress = vi.fn();
  const press = new LongPress();
  press.begin(at(0), onPress);
  press.move(at(6));
  vi.runAllTimers();
  expect(onPress).toHaveBeenCalledOnce();
});

test("a finger that is lifted or moves on, and a mouse, are none", () => {
  const onPress = vi.fn();
  const press = new LongPress();
  press.begin(at(0), onPress);
  press.cancel();
  press.begin(at(0), onPress);
  press.move(at(20));
  press.begin(at(0, "mouse"), onPress);
  vi.runAllTimers();
  expect(onPress).not.toHaveBeenCalled();
});
