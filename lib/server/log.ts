/**
 * What the server tells its operator, one line an event: for people with the local time, for programs as JSON. It knows no
 * socket; what may be secret is masked before.
 *
 * @module
 */

import { CLOCKS } from "../clock.ts";
import { describeError, stderr } from "../output.ts";
import { escapeControls, escapeInJson } from "../sanitize.ts";

/**
 * How much is told: nothing but faults, what a class may see, what happens, or every request and reply as well.
 */
export const LOG_LEVELS = ["quiet", "class", "info", "wire"] as const;

/** A level of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** For whom it is told: for people, or for programs, as lines of JSON. */
export const LOG_FORMATS = ["text", "json"] as const;

/** A form of {@linkcode LOG_FORMATS}. */
export type LogFormat = typeof LOG_FORMATS[number];

/** Where the server's messages go. */
export interface Log {
  /** Whether requests and replies are told; making them readable costs time. */
  readonly wire: boolean;
  /** Something that happened. */
  info(text: string): void;
  /** Something that everybody in a class may see on the wall. */
  scene(text: string): void;
  /** A fault of the program or the machine, with its stack. */
  fault(text: string, error: unknown): void;
}

/** Options of {@linkcode createLog}. */
export interface LogOptions {
  /** For whom it is. @default {"text"} */
  readonly format?: LogFormat;
  /** Where a line goes. @default standard error, where lines that nobody takes are lost */
  readonly write?: ((line: string) => void) | undefined;
}

type Severity = "info" | "warning" | "error";

/** A log to standard error. */
export function createLog(level: LogLevel, { format = "text", write }: LogOptions = {}): Log {
  const form = format === "json" ? asJson : level === "class" ? asScene : asText;
  const put = write ?? lineWriter((text) => form("warning", text));
  const tell = (severity: Severity) => (text: string) => put(form(severity, text));
  return {
    wire: level === "wire",
    info: level === "info" || level === "wire" ? tell("info") : () => {},
    scene: level === "class" ? tell("info") : () => {},
    fault: (text, error) => put(form("error", text, error)),
  };
}

/** A line with the time, and with nothing in it that could drive the operator's terminal. */
function asText(_: Severity, text: string, error?: unknown): string {
  return `${localTime(new Date(CLOCKS.wall()))} ${withError(text, error)}`;
}

/** The same with the hour and the minute alone: what is on the wall is read from afar. */
function asScene(_: Severity, text: string, error?: unknown): string {
  return `${localTime(new Date(CLOCKS.wall())).slice(11, 16)} ${withError(text, error)}`;
}

function withError(text: string, error: unknown): string {
  if (error === undefined) return escapeControls(text);
  return escapeControls(`${text}: ${describeError(error).replaceAll(/\s*\n\s*/g, " | ")}`);
}

/** A line of JSON: `time` in UTC by RFC 3339, `level`, `message`, and the `stack` of a fault of the program. */
function asJson(level: Severity, text: string, error?: unknown): string {
  const time = new Date(CLOCKS.wall()).toISOString();
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const told = error === undefined ? { message: text } : { message: `${text}: ${message}`, stack };
  return escapeInJson(JSON.stringify({ time, level, ...told }));
}

/** A time as the machine's zone has it, by RFC 3339, with the zone's offset: 2026-11-27T20:13:13+07:00. */
function localTime(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const minutes = new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16);
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${minutes}`;
}

/** Writes to standard error. @param tell Makes a line of a sentence about lines that were lost. */
function lineWriter(tell: (sentence: string) => string): (line: string) => void {
  const tellLoss = (count: number) =>
    tell(count === 1 ? "1 line of the log was lost" : `${count} lines of the log were lost`);
  return (line) => {
    stderr.tellLoss = tellLoss;
    stderr.line(line);
  };
}
