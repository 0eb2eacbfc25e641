/**
 * What a server tells of a class, as tables for people: who was there, what was said, what teachers did, who is connected.
 * Pure.
 *
 * @module
 */

import { type FullMessage, type Json, TEXTS } from "../chat.ts";
import type { Table } from "./report.ts";
import { formatTime } from "../zone.ts";

/** The titles of tables and columns, in the language of who reads them. */
export interface ReportTexts {
  /** Of the tables. */
  readonly titles: { readonly [T in "attendance" | "transcript" | "audit" | "sessions"]: string };
  /** Of the columns, by what they hold. */
  readonly columns: Readonly<Record<Column, string>>;
  /** What is said of the times in a table. */
  readonly times: (zone: string) => string;
  /** For whom an announcement was. */
  readonly everybody: string;
  /** What is left of a message that was removed. */
  readonly removed: string;
  /** What is said of a report that is too large. */
  readonly tooLarge: string;
}

/** What a column holds. */
export type Column =
  | "day"
  | "user"
  | "name"
  | "role"
  | "first"
  | "last"
  | "minutes"
  | "messages"
  | "time"
  | "from"
  | "to"
  | "text"
  | "by"
  | "act"
  | "target"
  | "detail"
  | "address"
  | "received"
  | "sent";

type Members = Readonly<Record<string, unknown>>;

/** Members of a reply, as far as they are objects. */
function objects(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : NaN;
}

function table(
  kind: keyof ReportTexts["titles"],
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { texts, zone }: { readonly texts: ReportTexts; readonly zone: string },
): Table {
  return { title: texts.titles[kind], note: texts.times(zone), columns: columns.map((it) => texts.columns[it]), rows };
}

/** Where and how the times of a table are shown. */
export interface ReportOptions {
  /** The language. */
  readonly texts: ReportTexts;
  /** The name of the time zone. */
  readonly zone: string;
}

/** The rows of replies to `attendance`. */
export function attendanceTable(rows: Json | undefined, options: ReportOptions): Table {
  const hour = (value: unknown) => value === undefined ? "" : show(timeOf(value), options.zone).slice(11);
  return table(
    "attendance",
    ["day", "user", "name", "role", "first", "last", "minutes", "messages"],
    objects(rows).map(({ day, user, name, role, first, last, seconds, messages }) => [
      text(day),
      text(user),
      text(name),
      text(role),
      hour(first),
      hour(last),
      span(Number(seconds)),
      text(messages),
    ]),
    options,
  );
}

/** Minutes and seconds, such as `20:07`. */
function span(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.round(seconds) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The messages of a transcript; an announcement, which each has got, stands once. */
export function transcriptTable(messages: readonly FullMessage[], options: ReportOptions): Table {
  const { texts, zone } = options;
  const prefix = `${TEXTS.toAll} `;
  const announced = new Set<string>();
  const rows = messages.flatMap(({ at, from, fromName, to, text, removed }) => {
    const isAnnouncement = text.startsWith(prefix);
    const key = `${from} ${text}`;
    if (isAnnouncement && announced.has(key)) return [];
    if (isAnnouncement) announced.add(key);
    const shown = removed ? texts.removed : isAnnouncement ? text.slice(prefix.length) : text;
    return [[show(at, zone), from, fromName, isAnnouncement ? texts.everybody : to, shown]];
  });
  return table("transcript", ["time", "from", "name", "to", "text"], rows, options);
}

/** The acts of replies to `audit`. */
export function auditTable(acts: Json | undefined, options: ReportOptions): Table {
  const rows = objects(acts).map(({ at, by, act, target, detail }) => [
    show(timeOf(at), options.zone),
    text(by),
    text(act),
    text(target),
    text(detail),
  ]);
  return table("audit", ["time", "by", "act", "target", "detail"], rows, options);
}

/** The connections of a reply to `sessions`. */
export function sessionsTable(sessions: Json | undefined, options: ReportOptions): Table {
  const rows = objects(sessions).map(({ user, name, role, address, since, messages, received, sent }) => [
    text(user),
    text(name),
    text(role),
    text(address),
    show(timeOf(since), options.zone),
    text(messages),
    text(received),
    text(sent),
  ]);
  const columns: Column[] = ["user", "name", "role", "address", "time", "messages", "received", "sent"];
  return table("sessions", columns, rows, options);
}

function show(time: number, zone: string): string {
  return Number.isNaN(time) ? "" : formatTime(time, zone);
}

/** The titles in English. */
export const ENGLISH_REPORTS: ReportTexts = {
  titles: { attendance: "Attendance", transcript: "Transcript", audit: "What teachers did", sessions: "Connections" },
  columns: {
    day: "day",
    user: "user",
    name: "name",
    role: "role",
    first: "first",
    last: "last",
    minutes: "present (min:s)",
    messages: "messages",
    time: "time",
    from: "from",
    to: "to",
    text: "text",
    by: "by",
    act: "act",
    target: "whom or what",
    detail: "detail",
    address: "address",
    received: "bytes received",
    sent: "bytes sent",
  },
  times: (zone) => `Times of ${zone}`,
  everybody: "everybody",
  removed: "(removed)",
  tooLarge: "That is too much for one report: ask for fewer days",
};
