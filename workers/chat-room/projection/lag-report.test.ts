import { expect, test } from "vitest";
import type { ConnectionId } from "../../../app/contract/ids";
import { LagReport } from "./lag-report";

const room = "0198c0de-0000-7000-8000-000000000001" as ConnectionId;

/** Returns a report over a flag in memory and a monitor that can be down. */
function openReport({ wasReported = false } = {}) {
  const calls: string[] = [];
  const state = { mayBeReported: wasReported, isDown: false };
  const call = async (name: string) => {
    if (state.isDown) throw new Error("The monitor is down.");
    calls.push(name);
  };
  const report = new LagReport(
    {
      mayBeReported: () => state.mayBeReported,
      saveMayBeReported: () => void (state.mayBeReported = true),
      clearMayBeReported: () => void (state.mayBeReported = false),
    },
    () => ({ behind: (_room, since) => call(`behind ${since}`), caughtUp: () => call("caught up") }),
  );
  return { report, state, calls };
}

test("reports once that a room is behind, and once that it has caught up", async () => {
  const { report, calls, state } = openReport();
  await report.behind(room, 5);
  await report.behind(room, 6);
  await report.caughtUp(room);
  await report.caughtUp(room);
  expect(calls).toEqual(["behind 5", "caught up"]);
  expect(state.mayBeReported).toBe(false);
});

test("reports nothing for a room that was never behind", async () => {
  const { report, calls } = openReport();
  expect(await report.caughtUp(room)).toBe(true);
  expect(calls).toEqual([]);
});

test("takes back after a crash what an earlier life of the room reported", async () => {
  const { report, calls } = openReport({ wasReported: true });
  await report.caughtUp(room);
  expect(calls).toEqual(["caught up"]);
});

test("never rejects while the monitor is down, and keeps the flag until the monitor knows", async () => {
  const { report, calls, state } = openReport();
  state.isDown = true;
  expect(await report.behind(room, 5)).toBe(false);
  expect(await report.caughtUp(room)).toBe(false);
  expect(state.mayBeReported).toBe(true);
  state.isDown = false;
  expect(await report.caughtUp(room)).toBe(true);
  expect([calls, state.mayBeReported]).toEqual([["caught up"], false]);
});

test("a late report of being behind never arrives after the one of having caught up", async () => {
  const { report, calls } = openReport();
  const both = [report.behind(room, 5), report.caughtUp(room)];
  await Promise.all(both);
  expect(calls).toEqual(["behind 5", "caught up"]);
});
