import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A browser's history, in which going back and forward takes a moment, as in a browser. */
function newHistory() {
  const entries: unknown[] = [{ idx: 0 }];
  let at = 0;
  const window = new EventTarget();
  const go = (by: number) =>
    setTimeout(() => {
      at += by;
      window.dispatchEvent(Object.assign(new Event("popstate"), { state: entries[at] }));
    }, 5);
  const history = {
    get state() {
      return entries[at];
    },
    pushState: (state: unknown) => {
      entries.splice(++at, entries.length, state);
    },
    back: () => go(-1),
  };
  return { window, history, forward: () => go(1), depth: () => at };
}

let browser: ReturnType<typeof newHistory>;
let routerCalls: number;
let calls: string[];
let overlays: typeof import("./overlay-entry");
const overlay = (name: string) => ({
  onLeave: () => calls.push(`leave ${name}`),
  onReturn: () => calls.push(`return ${name}`),
});

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  browser = newHistory();
  [routerCalls, calls] = [0, []];
  vi.stubGlobal("window", browser.window);
  vi.stubGlobal("history", browser.history);
  overlays = await import("./overlay-entry");
  browser.window.addEventListener("popstate", () => routerCalls++);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("Back closes what is open, forward opens it again, and the router hears of neither", async () => {
  overlays.pushOverlayEntry(overlay("a"));
  browser.history.back();
  await vi.runAllTimersAsync();
  browser.forward();
  await vi.runAllTimersAsync();
  expect(calls).toEqual(["leave a", "return a"]);
  expect(routerCalls).toBe(0);
});

test("what is closed by its own button leaves no entry behind", async () => {
  overlays.pushOverlayEntry(overlay("a"));
  expect(browser.depth()).toBe(1);
  overlays.leaveOverlayEntry();
  await vi.runAllTimersAsync();
  expect(browser.depth()).toBe(0);
  expect({ calls, routerCalls }).toEqual({ calls: [], routerCalls: 0 });
});

test("one that opens while the last is still being left stays open", async () => {
  overlays.pushOverlayEntry(overlay("a"));
  overlays.leaveOverlayEntry();
  overlays.pushOverlayEntry(overlay("b"));
  await vi.runAllTimersAsync();
  expect({ calls, depth: browser.depth() }).toEqual({ calls: [], depth: 1 });
  browser.history.back();
  await vi.runAllTimersAsync();
  expect(calls).toEqual(["leave b"]);
});

test("from one to the next there is one entry, and the last that was open is the one that Back closes", async () => {
  overlays.pushOverlayEntry(overlay("a"));
  overlays.pushOverlayEntry(overlay("b"));
  expect(browser.depth()).toBe(1);
  browser.history.back();
  await vi.runAllTimersAsync();
  expect(calls).toEqual(["leave b"]);
});

test("with nothing open the router hears of everything", async () => {
  browser.history.pushState({ idx: 1 });
  browser.history.back();
  await vi.runAllTimersAsync();
  expect(routerCalls).toBe(1);
});

test("once its page has gone an entry that is left is the router's", async () => {
  overlays.pushOverlayEntry(overlay("a"));
  overlays.forgetOverlayEntry();
  browser.history.back();
  await vi.runAllTimersAsync();
  expect({ calls, routerCalls }).toEqual({ calls: [], routerCalls: 1 });
});
