import { afterEach, expect, test, vi } from "vitest";
import { readCoverStyle, rememberCoverStyle } from "./cover-memory";

afterEach(() => void vi.unstubAllGlobals());

test("the look that was chosen last is remembered", () => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
  });
  expect(readCoverStyle()).toBe("soft");
  rememberCoverStyle("hearts");
  expect(readCoverStyle()).toBe("hearts");
});

test("what is no look, and a browser that keeps nothing, mean soft", () => {
  vi.stubGlobal("localStorage", { getItem: () => "sequins" });
  expect(readCoverStyle()).toBe("soft");
  const refuse = () => {
    throw new Error("private window");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  rememberCoverStyle("hearts");
  expect(readCoverStyle()).toBe("soft");
});
