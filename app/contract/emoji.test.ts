import { expect, test } from "vitest";
import { isOneEmoji } from "./emoji";

test.each(["👍", "👍🏽", "❤️", "❤", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇫🇷", "1️⃣", "👩🏽‍🚀", "🫶🏿", "☺"])("%s is one emoji", (text) => {
  expect(isOneEmoji(text)).toBe(true);
});

test.each(["", "a", "1", "👍👍", "👍 ", "👍a", "🇫", "\u200d", "\ufe0f", "#", "👍\u0000", "👍".repeat(30)])(
  "%j is not one emoji",
  (text) => {
    expect(isOneEmoji(text)).toBe(false);
  },
);
