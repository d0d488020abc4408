import { beforeEach, expect, test } from "vitest";
import type { ClientFrame } from "~/contract/chat";
import { TypingSignal } from "./typing-signal";

let now = 0;
let sent: ClientFrame[] = [];
let signal: TypingSignal;

beforeEach(() => {
  now = 1_000_000;
  sent = [];
  signal = new TypingSignal(
    (frame) => sent.push(frame),
    () => now,
  );
});

const typed = () => sent.map((frame) => frame.type === "typing_indicator" && frame.is_typing);

test("a key is sent at once, and again only after some seconds of typing", () => {
  for (let key = 0; key < 50; key++) {
    signal.set(true);
    now += 100;
  }
  expect(typed()).toEqual([true, true]);
});

test("the end of typing is sent once, and not without a beginning", () => {
  signal.set(false);
  signal.set(true);
  signal.set(false);
  signal.set(false);
  expect(typed()).toEqual([true, false]);
});

test("after a reset the next key is sent at once", () => {
  signal.set(true);
  signal.reset();
  signal.set(true);
  expect(typed()).toEqual([true, true]);
});
