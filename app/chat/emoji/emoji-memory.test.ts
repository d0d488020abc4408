import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { firstEmoji, maxRecent, readRecentEmoji, readSkinTone, rememberEmoji, rememberSkinTone } from "./emoji-memory";

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
});

afterEach(() => vi.unstubAllGlobals());

test("before anything was used there is a row of first ones, in the default tone", () => {
  expect(readRecentEmoji()).toEqual([...firstEmoji]);
  expect(readSkinTone()).toBe("none");
});

test("what was used last stands first, once", () => {
  for (const emoji of ["🎉", "🙏", "🎉"]) rememberEmoji(emoji);
  expect(readRecentEmoji().slice(0, 3)).toEqual(["🎉", "🙏", "❤️"]);
  expect(new Set(readRecentEmoji()).size).toBe(maxRecent);
});

test("a skin tone is kept", () => {
  rememberSkinTone("medium");
  expect(readSkinTone()).toBe("medium");
});

test.each(["", "no JSON", '"🎉"', '["<b>"]', "[1]"])("what is no row of emoji is forgotten: %s", (stored) => {
  kept.set("heartfelt-recent-emoji", stored);
  kept.set("heartfelt-skin-tone", stored);
  expect(readRecentEmoji()).toEqual([...firstEmoji]);
  expect(readSkinTone()).toBe("none");
});

test("a browser that keeps nothing has the first ones, and says nothing", () => {
  const refuse = () => {
    throw new DOMException("", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  rememberEmoji("🎉");
  rememberSkinTone("dark");
  expect(readRecentEmoji()).toEqual([...firstEmoji]);
  expect(readSkinTone()).toBe("none");
});
