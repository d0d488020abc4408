import type { openDB, OpenDBCallbacks } from "idb";
import { expect, test, vi } from "vitest";
import { deviceDatabase } from "./device-database";

/** A browser that opens databases, or fails to; keeps what it was told to do when something happens to the last one. */
function browser() {
  const state = { fails: false, opened: 0, callbacks: {} as OpenDBCallbacks<unknown> };
  const open = async (_name: string, _version?: number, callbacks: OpenDBCallbacks<unknown> = {}) => {
    state.callbacks = callbacks;
    if (state.fails) throw new DOMException("no storage here", "InvalidStateError");
    return { number: (state.opened += 1) };
  };
  const upgrade = () => undefined;
  return { state, way: deviceDatabase("words", upgrade, open as unknown as typeof openDB) }; // what is used of it
}

test("a database is opened once", async () => {
  const { way } = browser();
  expect(await Promise.all([way(), way()])).toEqual([{ number: 1 }, { number: 1 }]);
});

test("a database that could not be opened is opened by a later call", async () => {
  const { state, way } = browser();
  state.fails = true;
  await expect(way()).rejects.toThrow("no storage here");
  state.fails = false;
  expect(await way()).toEqual({ number: 1 });
});

test("a database whose storage the browser took back is opened anew", async () => {
  const { state, way } = browser();
  await way();
  state.callbacks.terminated?.();
  expect(await way()).toEqual({ number: 2 });
});

test("a database that another tab deletes is closed, and opened anew", async () => {
  const { state, way } = browser();
  await way();
  const close = vi.fn();
  state.callbacks.blocking?.(1, null, { target: { close } } as unknown as IDBVersionChangeEvent); // what is read of it
  expect(close).toHaveBeenCalledOnce();
  expect(await way()).toEqual({ number: 2 });
});

test("a browser without IndexedDB rejects", async () => {
  const way = deviceDatabase("words", () => undefined);
  await expect(way()).rejects.toThrow();
});
