import { afterEach, expect, test, vi } from "vitest";
import { runAlone } from "./run-alone";

afterEach(() => void vi.unstubAllGlobals());

/** Web Locks of a browser in which another tab holds every lock until it lets go. */
function heldElsewhere() {
  let letGo = () => undefined as void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  type Work = (lock: object | null) => Promise<boolean>;
  const request = async (_name: string, { ifAvailable }: { ifAvailable: boolean }, work: Work) => {
    if (ifAvailable) return work(null);
    await held;
    return work({});
  };
  vi.stubGlobal("navigator", { locks: { request } });
  return { letGo: () => letGo() };
}

test("what another tab has in hand is not run now", async () => {
  heldElsewhere();
  const work = vi.fn(() => Promise.resolve());
  expect(await runAlone("ann/new", "now", work)).toBe(false);
  expect(work).not.toHaveBeenCalled();
});

test("in its turn it runs once the other tab lets go", async () => {
  const other = heldElsewhere();
  const work = vi.fn(() => Promise.resolve());
  const ran = runAlone("ann/new", "in_turn", work);
  expect(work).not.toHaveBeenCalled();
  other.letGo();
  expect(await ran).toBe(true);
  expect(work).toHaveBeenCalledOnce();
});

test("a browser without locks runs it", async () => {
  vi.stubGlobal("navigator", {});
  const work = vi.fn(() => Promise.resolve());
  expect(await runAlone("ann/new", "now", work)).toBe(true);
  expect(work).toHaveBeenCalledOnce();
});
