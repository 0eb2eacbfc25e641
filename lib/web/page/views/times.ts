/**
 * Times and days in the words of a language.
 *
 * @module
 */

import { CLOCKS } from "../../../clock.ts";
import { dayOf, localZone } from "../../../zone.ts";
import type { Texts } from "../../i18n/texts.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Each costs more than a thousand uses of it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function format(at: number, tag: string, options: Intl.DateTimeFormatOptions): string {
  const key = tag + JSON.stringify(options);
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(tag, options);
  FORMATS.set(key, known);
  return known.format(at);
}

/** The time of a day, such as `14:36`. */
export function timeOf(at: number, { tag }: Texts): string {
  return format(at, tag, { hour: "2-digit", minute: "2-digit" });
}

/** A day in words: the last two by what they are. */
export function dayInWords(at: number, { tag, today, yesterday }: Texts): string {
  const zone = localZone();
  const now = CLOCKS.wall();
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return today;
  if (day === dayOf(now - DAY, zone)) return yesterday;
  return format(at, tag, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** When something was last said, for a list: the time of today, or the day. */
export function shortTime(at: number, texts: Texts): string {
  const zone = localZone();
  if (dayOf(at, zone) === dayOf(CLOCKS.wall(), zone)) return timeOf(at, texts);
  return format(at, texts.tag, { day: "numeric", month: "short" });
}

/** All of it, for who wants to know exactly. */
export function exactTime(at: number, { tag }: Texts): string {
  return format(at, tag, { dateStyle: "full", timeStyle: "medium" });
}
