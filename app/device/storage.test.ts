import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceStorage, tabStorage } from "./storage";

/** A browser's storage, or one that refuses whatever is asked of it. */
function storageOf(values: Map<string, string>, refuses = false) {
  const attempt = <Result>(action: () => Result) => {
    if (refuses) throw new DOMException("no room", "QuotaExceededError");
    return action();
  };
  return {
    getItem: (name: string) => attempt(() => values.get(name) ?? null),
    setItem: (name: string, value: string) => attempt(() => void values.set(name, value)),
    removeItem: (name: string) => attempt(() => void values.delete(name)),
  };
}

const values = { device: new Map<string, string>(), tab: new Map<string, string>() };

beforeEach(() => {
  vi.stubGlobal("localStorage", storageOf(values.device));
  vi.stubGlobal("sessionStorage", storageOf(values.tab));
});
afterEach(() => vi.unstubAllGlobals());

test("what was written by a name is read by it, in its own storage alone, until it is removed", () => {
  deviceStorage.write("a", "1");
  tabStorage.write("a", "2");
  expect([deviceStorage.read("a"), tabStorage.read("a")]).toEqual(["1", "2"]);
  deviceStorage.remove("a");
  expect([deviceStorage.read("a"), tabStorage.read("a")]).toEqual([null, "2"]);
});

test("a browser that refuses keeps nothing, and nothing fails", () => {
  vi.stubGlobal("localStorage", storageOf(values.device, true));
  deviceStorage.write("b", "1");
  deviceStorage.remove("b");
  expect(deviceStorage.read("b")).toBeUndefined();
});

test("a browser whose storage cannot even be named keeps nothing, and nothing fails", () => {
  vi.unstubAllGlobals();
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    },
  });
  deviceStorage.write("c", "1");
  expect(deviceStorage.read("c")).toBeUndefined();
  Reflect.deleteProperty(globalThis, "localStorage");
});
