import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** The flag as a page that has just been loaded has it. */
async function newPage() {
  vi.resetModules();
  return import("./publishing-flag");
}

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
    removeItem: (name: string) => stored.delete(name),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("a page that was left while a story was on its way looks for it at the next load", async () => {
  (await newPage()).setPublishing(true);
  expect((await newPage()).isPublishing()).toBe(true);
});

test("a tab whose stories are done leaves the flag to others, until nothing is left on the device", async () => {
  const page = await newPage();
  page.setPublishing(true);
  page.setPublishing(false);
  expect(page.isPublishing()).toBe(true);
  page.clearPublishing();
  expect(page.isPublishing()).toBe(false);
});

test("its listeners are called with each change, and only then", async () => {
  const page = await newPage();
  const listener = vi.fn();
  const stop = page.subscribeToPublishing(listener);
  page.setPublishing(true);
  page.setPublishing(true);
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
  page.setPublishing(false);
  expect(listener).toHaveBeenCalledTimes(1);
});

test("a browser without storage publishes in this tab all the same", async () => {
  vi.stubGlobal("localStorage", undefined);
  const page = await newPage();
  expect(page.isPublishing()).toBe(false);
  page.setPublishing(true);
  expect(page.isPublishing()).toBe(true);
});
