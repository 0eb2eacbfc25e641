/**
 * Times as people of a place read them: with the days of their time zone, which has a name. Pure: it reads no clock.
 *
 * @module
 */

const DAY = 24 * 60 * 60 * 1000;

/** The name of the time zone of this machine, such as `Asia/Jakarta`. */
export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether there is a time zone of that name. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Each costs more than a thousand uses of it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} If there is no such zone. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    // Swedes write times as ISO 8601 does, but for a space before the hour.
    format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    if (FORMATS.size < 50) FORMATS.set(zone, format);
  }
  return format;
}

/**
 * A time in a zone, to the second.
 *
 * @param time Milliseconds since 1970.
 *
 * @example In Surabaya
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatTime(Date.UTC(2026, 10, 27, 3, 4, 5, 678), "Asia/Jakarta"), "2026-11-27 10:04:05");
 * ```
 */
export function formatTime(time: number, zone: string): string {
  return formatOf(zone).format(time);
}

/** The day of a time in a zone, such as `2026-11-27`. */
export function dayOf(time: number, zone: string): string {
  return formatTime(time, zone).slice(0, 10);
}

/**
 * Whether a text is a day of the calendar, such as `2026-11-27`, of the years 1970 to 9998: as texts, days of other years are
 * not in their order, and neither is the day after the last one.
 */
export function isDay(text: string): boolean {
  if (text < "1970" || text >= "9999") return false;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** When a day begins in a zone, in milliseconds since 1970. Not always at midnight, where clocks are put forward then. */
export function startOf(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The first moment whose day is that one, or later: zones are 14 hours ahead at most, and 12 behind.
  let [low, high] = [midnight - DAY, midnight + DAY];
  while (low < high) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (dayOf(middle, zone) >= day) high = middle;
    else low = middle + 1000;
  }
  return high;
}

/** The day after a day, whatever the zone. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}
