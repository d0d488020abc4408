import { expect, test, vi } from "vitest";
import { NextTime } from "./next-time";

function timeOf(at: number | null) {
  const exec = vi.fn(() => ({ one: () => ({ at }) }));
  return { exec, next: new NextTime({ exec } as unknown as SqlStorage, "SELECT min(expires_at) AS at FROM expiries") };
}

test("a time that is added counts at once, without asking again", () => {
  for (const [known, earliest] of [
    [null, 500],
    [400, 400],
    [600, 500],
  ] as const) {
    const { exec, next } = timeOf(known);
    next.get();
    next.add(500);
    expect([next.get(), exec.mock.calls.length]).toEqual([earliest, 1]);
  }
});

test("the table is asked once, also when it has no time, and again when it has changed", () => {
  for (const at of [null, 0, 1_000]) {
    const { exec, next } = timeOf(at);
    expect([next.get(), next.get(), next.get()]).toEqual([at, at, at]);
    expect(exec).toHaveBeenCalledOnce();
    next.forget();
    expect(next.get()).toBe(at);
    expect(exec).toHaveBeenCalledTimes(2);
  }
});
