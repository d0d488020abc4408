import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createShortQueueSlot, createSlot } from "./decode-slot";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** Work that ends when the test says so. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end: () => end() };
}

test("those who wait get the slot in the order in which they came", async () => {
  const slot = createSlot();
  const first = work();
  const order: number[] = [];
  const holding = slot(first.run);
  const waiting = [1, 2, 3, 4].map((n) => slot(() => Promise.resolve(order.push(n))));
  await vi.advanceTimersByTimeAsync(500);
  expect(order).toEqual([]);
  first.end();
  await vi.advanceTimersByTimeAsync(100);
  await Promise.all([holding, ...waiting]);
  expect(order).toEqual([1, 2, 3, 4]);
});

test("one who waited and is gone, as its request is, leaves its place to the next", async () => {
  const slot = createSlot();
  const first = work();
  const holding = slot(first.run);
  void slot(() => Promise.reject(new Error("It is gone.")));
  vi.clearAllTimers(); // the platform ended its request
  let isDone = false;
  const next = slot(() => Promise.resolve((isDone = true)));
  first.end();
  await holding;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(isDone).toBe(false);
  await vi.advanceTimersByTimeAsync(1_100);
  await next;
  expect(isDone).toBe(true);
});

test("one who was taken to be gone and only was slow waits again, and gets its turn", async () => {
  let clock = 0;
  const slot = createSlot(() => clock);
  const first = work();
  const order: string[] = [];
  const holding = slot(first.run);
  const slow = slot(() => Promise.resolve(order.push("slow")));
  clock = 6_000; // nothing ran for that long
  const late = slot(() => Promise.resolve(order.push("late")));
  first.end();
  await holding;
  await vi.advanceTimersByTimeAsync(50);
  await Promise.all([slow, late]);
  expect(order.toSorted()).toEqual(["late", "slow"]);
});

test("a holder whose request the platform ended loses the slot after its lease, to one at a time", async () => {
  const slot = createSlot();
  void slot(() => new Promise(() => {}));
  const second = work();
  const order: string[] = [];
  const taken = slot(() => (order.push("second"), second.run()));
  const third = slot(() => Promise.resolve(order.push("third")));
  await vi.advanceTimersByTimeAsync(9_900);
  expect(order).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(order).toEqual(["second"]);
  second.end();
  await vi.advanceTimersByTimeAsync(50);
  await Promise.all([taken, third]);
  expect(order).toEqual(["second", "third"]);
});

test("a slot with a short queue turns away whom it has no place for, and those who are gone take none", async () => {
  const slot = createShortQueueSlot(1);
  const first = work();
  const holding = slot(first.run);
  const waiting = slot(() => Promise.resolve("waited"));
  expect(await slot(() => Promise.resolve("too many"))).toBeNull();
  first.end();
  await vi.advanceTimersByTimeAsync(50);
  expect(await Promise.all([holding, waiting])).toEqual([undefined, "waited"]);
  const second = work();
  const held = slot(second.run);
  void slot(() => Promise.reject(new Error("It is gone.")));
  vi.clearAllTimers(); // the platform ended its request
  await vi.advanceTimersByTimeAsync(5_100);
  const next = slot(() => Promise.resolve("next"));
  second.end();
  await vi.advanceTimersByTimeAsync(50);
  expect(await Promise.all([held, next])).toEqual([undefined, "next"]);
});
