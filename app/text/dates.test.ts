import { expect, test, vi } from "vitest";
import {
  clockTime,
  dayName,
  dayNumber,
  longDate,
  longDateTime,
  moment,
  serverCalendar,
  shortDate,
  shortDateTime,
} from "./dates";

const iso = "2026-11-23T23:59:00.000Z";
const at = Date.parse(iso);

test("dates and times in UTC are the same wherever they are read", () => {
  expect(shortDate(iso)).toBe("23 Nov 2026");
  expect(longDate(iso)).toBe("23 November 2026");
  expect(shortDateTime(iso)).toBe("23 Nov 2026, 23:59 UTC");
  expect(longDateTime(iso)).toBe("23 November 2026, 23:59 UTC");
  expect(clockTime(at, serverCalendar)).toBe("23:59");
  expect(dayName(at, serverCalendar, null)).toMatch(/^Monday,? 23 November 2026$/);
});

test("a reader's own today and yesterday have their names, and older days their dates", () => {
  expect(dayName(at, serverCalendar, at)).toBe("Today");
  expect(dayName(at, serverCalendar, at + 86_400_000)).toBe("Yesterday");
  expect(dayName(at, serverCalendar, at + 3 * 86_400_000)).toMatch(/2026$/);
});

test.each([
  ["before the short night", "2026-03-28T12:00+01:00", "2026-03-30T00:30+02:00", /^Saturday,? 28 March 2026$/],
  ["the short day itself", "2026-03-29T12:00+02:00", "2026-03-30T00:30+02:00", /^Yesterday$/],
  ["before the long night", "2026-10-24T12:00+02:00", "2026-10-25T23:30+01:00", /^Yesterday$/],
  ["the long day, early and late", "2026-10-25T00:10+02:00", "2026-10-25T23:50+01:00", /^Today$/],
  ["over a new year", "2026-12-31T23:59+01:00", "2027-01-01T00:01+01:00", /^Yesterday$/],
  ["by a clock that is a day behind", "2026-05-02T12:00+02:00", "2026-05-01T12:00+02:00", /^Saturday,? 2 May 2026$/],
])("days are counted by the calendar, not in hours: %s", (_name, then, now, expected) => {
  const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };
  expect(dayName(Date.parse(then), berlin, Date.parse(now))).toMatch(expected);
});

test("each day of a year is one later than the day before, in zones of every kind", () => {
  for (const timeZone of [
    "Europe/Berlin",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
  ]) {
    const first = Date.UTC(2026, 0, 1, 12);
    const days = Array.from({ length: 365 }, (_, day) => dayNumber(first + day * 86_400_000, { timeZone }));
    expect(days).toEqual(days.map((_, day) => days[0]! + day));
  }
});

test("a reader's times are written as the reader writes them", () => {
  const american = { locale: "en-US", timeZone: "America/New_York" };
  expect(clockTime(at, american)).toMatch(/^06:59\sPM$/);
  expect(dayName(at, american, null)).toBe("Monday, November 23, 2026");
  expect(dayName(at, { locale: "fr", timeZone: "UTC" }, at)).toBe("Aujourd’hui");
});

test("a moment is today, yesterday or tomorrow by the calendar, else its date", () => {
  const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };
  const now = Date.parse("2026-10-24T22:30:00Z"); // half past midnight there, on the day of the clock change
  const at = (iso: string) => moment(Date.parse(iso), berlin, { now });
  expect(at("2026-10-25T12:05:00Z")).toBe("today, 13:05");
  expect(at("2026-10-25T23:00:00Z")).toBe("tomorrow, 00:00");
  expect(at("2026-10-24T21:59:00Z")).toBe("yesterday, 23:59");
  expect(at("2026-10-26T23:00:00Z")).toMatch(/^Tuesday,? 27 October 2026, 00:00$/);
  expect(moment(now, berlin, { now: null, joint: " at " })).toMatch(/^Sunday,? 25 October 2026 at 00:30$/);
});

/** Counts the formats that are made while the action runs, with the module of dates as a page loads it. */
async function countFormats(action: (dates: typeof import("./dates")) => void): Promise<number> {
  let made = 0;
  const counting = <Format extends typeof Intl.DateTimeFormat | typeof Intl.RelativeTimeFormat>(format: Format) =>
    new Proxy(format, { construct: (target, parameters) => ((made += 1), Reflect.construct(target, parameters)) });
  const counted = {
    DateTimeFormat: { value: counting(Intl.DateTimeFormat) },
    RelativeTimeFormat: { value: counting(Intl.RelativeTimeFormat) },
  };
  vi.stubGlobal("Intl", Object.create(Intl, counted));
  vi.resetModules();
  action(await import("./dates"));
  vi.unstubAllGlobals();
  return made;
}

test("a page of dates makes one format of each form: a date's own methods would make one for each date", async () => {
  const own = (["toLocaleDateString", "toLocaleTimeString", "toLocaleString"] as const).map((name) =>
    vi.spyOn(Date.prototype, name),
  );
  const made = await countFormats((dates) => {
    for (let day = 0; day < 40; day++) {
      const then = new Date(at + day * 86_400_000).toISOString();
      for (const write of [dates.shortDate, dates.longDate, dates.shortDateTime, dates.longDateTime]) write(then);
      dates.listTime(at, dates.ownCalendar, at + (day % 2) * 86_400_000);
      dates.dayName(at, dates.ownCalendar, at);
    }
  });
  // Four forms in UTC; a reader's time of day, the numbers of a day, and its name as seen from today.
  expect(made).toBe(7);
  for (const method of own) expect(method).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
