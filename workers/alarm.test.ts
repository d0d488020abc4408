import { expect, test } from "vitest";
import { Alarm } from "./alarm";

/** Returns an alarm over storage that keeps every time that was written. */
async function openAlarm(stored: number | null = null) {
  const writes: number[] = [];
  let current = stored;
  const alarm = new Alarm({
    getAlarm: async () => current,
    setAlarm: async (time) => void writes.push((current = Number(time))),
    deleteAlarm: async () => void (current = null),
  });
  await alarm.restore();
  return { alarm, writes, current: () => current };
}

test("the earliest time that was asked for holds, and later ones cost no write", async () => {
  const { alarm, writes } = await openAlarm();
  for (const time of [500, 900, 500, 300]) alarm.ringBy(time);
  expect(writes).toEqual([500, 300]);
});

test("an alarm that was set before an eviction is not put off", async () => {
  const { alarm, writes } = await openAlarm(400);
  alarm.ringBy(800);
  expect(writes).toEqual([]);
});

test("once it rang or was cancelled, the next time is written", async () => {
  const { alarm, writes, current } = await openAlarm();
  alarm.ringBy(300);
  alarm.rang();
  alarm.ringBy(800);
  await alarm.cancel();
  expect(current()).toBeNull();
  alarm.ringBy(900);
  expect(writes).toEqual([300, 800, 900]);
});
