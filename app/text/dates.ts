/** Dates and times as people read them: the only file that formats them. */

/** The language of every page, and of dates that are the same for everyone. */
const locale = "en-GB";

/** Milliseconds of a day in UTC, which has no clock changes. */
const utcDayMs = 86_400_000;

/** The language and time zone in which a reader's times are shown. Left out, each is the device's. */
export interface Calendar {
  readonly locale?: string;
  /** An IANA name: its rules give each time the offset of its own date. */
  readonly timeZone?: string;
}

/** Until the page knows its reader's calendar, as the server renders it. */
export const serverCalendar: Calendar = { locale, timeZone: "UTC" };

/** The calendar of the device. */
export const ownCalendar: Calendar = {};

const forms = {
  clock: { hour: "2-digit", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  date: { day: "numeric", month: "numeric", year: "numeric" },
  shortDate: { day: "numeric", month: "short", year: "numeric" },
  longDate: { day: "numeric", month: "long", year: "numeric" },
  shortDateTime: { dateStyle: "medium", timeStyle: "short" },
  longDateTime: { dateStyle: "long", timeStyle: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/**
 * Making a format takes a hundred times as long as using it, on a phone 20 ms: a feed has a dozen dates, a conversation
 * thousands of times. The date's own methods make one with each call.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(form: keyof typeof forms, { locale: language, timeZone }: Calendar): Intl.DateTimeFormat {
  const key = `${form} ${language} ${timeZone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, { ...forms[form], timeZone });
  formats.set(key, made);
  return made;
}

/** Returns "14:05" or "2:05 PM", as the reader writes it. @param at milliseconds since 1970 */
export function clockTime(at: number, calendar: Calendar): string {
  return formatOf("clock", calendar).format(at);
}

/**
 * Returns "today, 14:05", "tomorrow, 14:05" or "Monday 23 November 2026, 14:05", as the reader writes them.
 * @param at milliseconds since 1970
 * @param options `now`: the same; null where it is not known. `joint`: between the day and the time
 */
export function moment(
  at: number,
  calendar: Calendar,
  { now = nowIn(calendar), joint = ", " }: { now?: number | null; joint?: string } = {},
): string {
  const daysAhead = now === null ? null : dayNumber(at, calendar) - dayNumber(now, calendar);
  const isNear = daysAhead !== null && Math.abs(daysAhead) <= 1;
  const day = isNear ? relativeDay(daysAhead, calendar) : formatOf("day", calendar).format(at);
  return `${day}${joint}${clockTime(at, calendar)}`;
}

const relativeFormats = new Map<string | undefined, Intl.RelativeTimeFormat>();

function relativeDay(daysAhead: number, { locale: language }: Calendar): string {
  const format = relativeFormats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  relativeFormats.set(language, format);
  return format.format(daysAhead, "day");
}

/**
 * Returns the number of a time's day: of two days that follow each other they differ by 1, however long the days are.
 * @param at milliseconds since 1970
 */
export function dayNumber(at: number, { timeZone }: Calendar): number {
  const [month = 0, day = 0, year = 0] = formatOf("date", { locale: "en-US", timeZone })
    .format(at)
    .split("/")
    .map(Number);
  return Date.UTC(year, month - 1, day) / utcDayMs;
}

/**
 * Returns "Today", "Yesterday" or "Monday 23 November 2026", as the reader writes them.
 * @param at milliseconds since 1970
 * @param now the same; null where it is not known, as on the server: then always the last
 */
export function dayName(at: number, calendar: Calendar, now = nowIn(calendar)): string {
  const daysAgo = now === null ? null : dayNumber(now, calendar) - dayNumber(at, calendar);
  if (daysAgo !== 0 && daysAgo !== 1) return formatOf("day", calendar).format(at);
  const name = relativeDay(-daysAgo, calendar);
  return name.charAt(0).toLocaleUpperCase(calendar.locale) + name.slice(1);
}

/** The server's page and the first one of the browser must be alike, and so cannot say what is today. */
function nowIn(calendar: Calendar): number | null {
  return calendar === serverCalendar ? null : Date.now();
}

/**
 * Returns the time of what happened today, "Yesterday", or the date, as short as a list needs it.
 * @param at milliseconds since 1970
 * @param now the same; null where it is not known, as on the server: then always the date
 */
export function listTime(at: number, calendar: Calendar, now = nowIn(calendar)): string {
  const daysAgo = now === null ? null : dayNumber(now, calendar) - dayNumber(at, calendar);
  if (daysAgo === 0) return clockTime(at, calendar);
  return daysAgo === 1 ? dayName(at, calendar, now) : formatOf("date", calendar).format(at);
}

/** Returns the language that dates of a calendar are written in, as a tag of BCP 47. */
export function languageOf(calendar: Calendar): string {
  return formatOf("day", calendar).resolvedOptions().locale;
}

/** Returns "23 Nov 2026", in UTC: the same for server and browser. */
export function shortDate(iso: string): string {
  return inUtc("shortDate", iso);
}

/** Returns "23 November 2026", in UTC: the day of a story is the same for everyone. */
export function longDate(iso: string): string {
  return inUtc("longDate", iso);
}

/** Returns "23 Nov 2026, 15:04 UTC": people in several places read the same. */
export function shortDateTime(iso: string): string {
  return `${inUtc("shortDateTime", iso)} UTC`;
}

/** Returns "30 November 2026, 14:05 UTC". */
export function longDateTime(iso: string): string {
  return `${inUtc("longDateTime", iso).replace(" at ", ", ")} UTC`;
}

function inUtc(form: keyof typeof forms, iso: string): string {
  return formatOf(form, serverCalendar).format(new Date(iso));
}
