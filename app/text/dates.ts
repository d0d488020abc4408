/** Dates and times as people read them: the only file that formats them. Written in English, as every page is. */

const locale = "en-GB";

/** Milliseconds of a day without a clock change. */
const dayMs = 86_400_000;

/** Returns "14:05". Without a zone it is the reader's own. @param at milliseconds since 1970 */
export function clockTime(at: number, timeZone?: "UTC"): string {
  return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", timeZone });
}

/**
 * Returns "Today", "Yesterday" or "Monday, 23 November 2026". With a zone, as the server renders it, always the last.
 * @param at milliseconds since 1970
 */
export function dayName(at: number, timeZone?: "UTC", now = Date.now()): string {
  const form = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone } as const;
  const nameOf = (time: number) => new Date(time).toLocaleDateString(locale, form);
  if (timeZone === undefined && nameOf(at) === nameOf(now)) return "Today";
  if (timeZone === undefined && nameOf(at) === nameOf(now - dayMs)) return "Yesterday";
  return nameOf(at);
}

/** Returns "23 Nov 2026", in UTC: the same for server and browser. */
export function shortDate(iso: string): string {
  const form = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Date(iso).toLocaleDateString(locale, form);
}

/** Returns "23 November 2026", in UTC: the day of a story is the same for everyone. */
export function longDate(iso: string): string {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(iso).toLocaleDateString(locale, form);
}

/** Returns "23 Nov 2026, 15:04 UTC": people in several places read the same. */
export function shortDateTime(iso: string): string {
  const form = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Date(iso).toLocaleString(locale, form)} UTC`;
}

/** Returns "30 November 2026, 14:05 UTC". */
export function longDateTime(iso: string): string {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Date(iso).toLocaleString(locale, form).replace(" at ", ", ")} UTC`;
}
