import { expect, test } from "vitest";
import { clockTime, dayName, longDate, longDateTime, shortDate, shortDateTime } from "./dates";

const iso = "2026-11-23T23:59:00.000Z";
const at = Date.parse(iso);

test("dates and times in UTC are the same wherever they are read", () => {
  expect(shortDate(iso)).toBe("23 Nov 2026");
  expect(longDate(iso)).toBe("23 November 2026");
  expect(shortDateTime(iso)).toBe("23 Nov 2026, 23:59 UTC");
  expect(longDateTime(iso)).toBe("23 November 2026, 23:59 UTC");
  expect(clockTime(at, "UTC")).toBe("23:59");
  expect(dayName(at, "UTC", at)).toMatch(/^Monday,? 23 November 2026$/);
});

test("a reader's own today and yesterday have their names, and older days their dates", () => {
  expect(dayName(at, undefined, at)).toBe("Today");
  expect(dayName(at, undefined, at + 86_400_000)).toBe("Yesterday");
  expect(dayName(at, undefined, at + 3 * 86_400_000)).toMatch(/2026$/);
});
