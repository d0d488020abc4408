import { afterEach, expect, test, vi } from "vitest";
import { readOriginalsChoice, rememberOriginalsChoice } from "./originals-memory";

afterEach(() => void vi.unstubAllGlobals());

test("each author's choice is remembered for itself", () => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
  });
  expect(readOriginalsChoice("ann")).toBeNull();
  rememberOriginalsChoice("ann", "keep");
  rememberOriginalsChoice("ben", "leave");
  expect([readOriginalsChoice("ann"), readOriginalsChoice("ben")]).toEqual(["keep", "leave"]);
});

test("what is no choice, and a browser that keeps nothing, mean that it is asked", () => {
  vi.stubGlobal("localStorage", { getItem: () => "true" });
  expect(readOriginalsChoice("ann")).toBeNull();
  const refuse = () => {
    throw new Error("private window");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  rememberOriginalsChoice("ann", "keep");
  expect(readOriginalsChoice("ann")).toBeNull();
});
