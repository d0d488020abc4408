import fc from "fast-check";
import { expect, test } from "vitest";
import { quietUntil } from "./quiet-hours";

const night = { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" };
const endOf = (quiet: typeof night, at: string) => {
  const until = quietUntil(quiet, Date.parse(at));
  return until === null ? null : new Date(until).toISOString();
};

test("quiet hours over midnight end in the morning of the person's own time zone", () => {
  expect(endOf(night, "2026-01-10T20:59:59Z")).toBeNull();
  expect(endOf(night, "2026-01-10T21:00:00Z")).toBe("2026-01-11T06:00:00.000Z");
  expect(endOf(night, "2026-01-11T05:59:59Z")).toBe("2026-01-11T06:00:00.000Z");
  expect(endOf(night, "2026-01-11T06:00:00Z")).toBeNull();
  expect(endOf({ ...night, time_zone: "Asia/Kathmandu" }, "2026-01-10T16:14:00Z")).toBeNull();
  expect(endOf({ ...night, time_zone: "Asia/Kathmandu" }, "2026-01-10T16:15:00Z")).toBe("2026-01-11T01:15:00.000Z");
});

test("quiet hours within a day end on it", () => {
  const lunch = { from: "12:00", to: "13:30", time_zone: "UTC" };
  expect(endOf(lunch, "2026-01-10T11:59:00Z")).toBeNull();
  expect(endOf(lunch, "2026-01-10T13:29:30Z")).toBe("2026-01-10T13:30:00.000Z");
  expect(endOf(lunch, "2026-01-10T13:30:00Z")).toBeNull();
});

test("the night in which the clocks change ends on time", () => {
  expect(endOf(night, "2026-03-28T23:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
  expect(endOf(night, "2026-10-24T22:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
});

test("whatever the hours and the zone, what waits goes on later, within a day and an hour, and is then not quiet or ends later", () => {
  const time = fc.integer({ min: 0, max: 1439 }).map((n) => {
    const [hours, minutes] = [Math.floor(n / 60), n % 60].map((each) => String(each).padStart(2, "0"));
    return `${hours}:${minutes}`;
  });
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu");
  const at = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(time, time, zone, at, (from, to, time_zone, now) => {
      fc.pre(from !== to);
      const until = quietUntil({ from, to, time_zone }, now);
      if (until === null) return;
      expect(until).toBeGreaterThan(now);
      expect(until - now).toBeLessThanOrEqual(25 * 60 * 60_000);
    }),
    { numRuns: 200 },
  );
});
