import type { QuietHours } from "../../../app/contract/push";

const minuteMs = 60_000;
const minutesOfDay = 24 * 60;

/** Returns when the quiet hours around a time end; null when it is not in them. Times in milliseconds since 1970. */
export function quietUntil({ from, to, time_zone }: QuietHours, now: number): number | null {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const minute = minuteIn(time_zone, now);
  if (minutesFrom(begin, minute) >= minutesFrom(begin, end)) return null;
  const startOfMinute = now - (now % minuteMs);
  const until = startOfMinute + minutesFrom(minute, end) * minuteMs;
  // The clock may have been changed meanwhile: by an hour as a rule, and never by more than a few.
  const late = minutesFrom(end, minuteIn(time_zone, until));
  const correction = late < minutesOfDay / 2 ? -late : minutesOfDay - late;
  return Math.max(startOfMinute + minuteMs, until + correction * minuteMs);
}

/** Returns the minutes from one time of day to the next time that it is another. */
function minutesFrom(from: number, to: number): number {
  return (to - from + minutesOfDay) % minutesOfDay;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Returns the minute of the day on the clock of a time zone. */
function minuteIn(timeZone: string, at: number): number {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return minutesOf(clock.format(at));
}
