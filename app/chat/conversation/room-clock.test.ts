import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "./room-clock";

const dayMs = 86_400_000;

beforeEach(() => void vi.useFakeTimers({ now: 50 * dayMs }));
afterEach(() => void vi.useRealTimers());

function open() {
  const rung: number[] = [];
  const clock = new RoomClock({ now: () => Date.now(), onDue: () => rung.push(clock.now()) });
  return { clock, rung };
}

test.each([-1, 0, 1])("rings exactly at the room's time on a device whose clock is %i days off", (days) => {
  const { clock, rung } = open();
  const roomNow = Date.now() - days * dayMs;
  clock.set(roomNow);
  clock.ringAt(roomNow + dayMs);
  vi.advanceTimersByTime(dayMs - 1);
  expect(rung).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(rung).toEqual([roomNow + dayMs]);
});

test("rings soon on a device that slept through its time", () => {
  const { clock, rung } = open();
  clock.set(Date.now());
  clock.ringAt(Date.now() + 7 * dayMs);
  vi.setSystemTime(Date.now() + 8 * dayMs); // no timer ran meanwhile
  vi.advanceTimersByTime(31_000);
  expect(rung).toHaveLength(1);
});

test("what was asked for before is forgotten, and what is over rings at once", () => {
  const { clock, rung } = open();
  clock.ringAt(Date.now() + 1_000);
  clock.ringAt(null);
  vi.advanceTimersByTime(dayMs);
  expect(rung).toEqual([]);
  clock.ringAt(Date.now() - 1);
  vi.advanceTimersByTime(0);
  expect(rung).toHaveLength(1);
});
