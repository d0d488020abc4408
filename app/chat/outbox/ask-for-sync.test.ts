import { afterEach, expect, test, vi } from "vitest";
import { askForSyncOnLeaving } from "./ask-for-sync";

afterEach(() => vi.unstubAllGlobals());

/** A page in a browser that can call a service worker once there is a network, or cannot. */
function openPage({ hasSync }: { hasSync: boolean }) {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const window = Object.assign(new EventTarget(), hasSync && { SyncManager: class {} });
  const register = vi.fn(() => Promise.resolve());
  const serviceWorker = { getRegistration: () => Promise.resolve({ sync: { register } }) };
  for (const [name, value] of Object.entries({ document, window, navigator: { serviceWorker } })) {
    vi.stubGlobal(name, value);
  }
  const leave = () => {
    document.visibilityState = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return { window, register, leave };
}

test("a page that is left with messages that wait asks for the worker to send them", async () => {
  const { register, leave } = openPage({ hasSync: true });
  askForSyncOnLeaving(() => Promise.resolve(true));
  leave();
  await expect.poll(() => register.mock.calls).toEqual([["heartfelt-outbox"]]);
});

test("a page that loses its network asks as well", async () => {
  const { window, register } = openPage({ hasSync: true });
  askForSyncOnLeaving(() => Promise.resolve(true));
  window.dispatchEvent(new Event("offline"));
  await expect.poll(() => register.mock.calls.length).toBe(1);
});

test("a page without waiting messages, or that stopped, asks for nothing", async () => {
  const { register, leave } = openPage({ hasSync: true });
  const hasUnsent = vi.fn(() => Promise.resolve(false));
  const stop = askForSyncOnLeaving(hasUnsent);
  leave();
  await expect.poll(() => hasUnsent.mock.calls.length).toBe(1);
  stop();
  leave();
  expect(hasUnsent).toHaveBeenCalledOnce();
  expect(register).not.toHaveBeenCalled();
});

test("where the worker cannot be called, a page that is left reads nothing: Safari would keep that read open, and no message could be stored", () => {
  const { window, leave } = openPage({ hasSync: false });
  const hasUnsent = vi.fn(() => Promise.resolve(true));
  askForSyncOnLeaving(hasUnsent);
  leave();
  window.dispatchEvent(new Event("offline"));
  expect(hasUnsent).not.toHaveBeenCalled();
});
