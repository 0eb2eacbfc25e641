/**
 * What the server tells its operator, one line an event, with the local time. It knows no socket; what may be secret is masked before.
 *
 * @module
 */

import { CLOCKS } from "../clock.ts";
import { describeError, stderr } from "../output.ts";
import { escapeControls } from "../sanitize.ts";

/** How much is told: nothing but faults, what happens, or every request and reply as well. */
export const LOG_LEVELS = ["quiet", "info", "wire"] as const;

/** A level of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Where the server's messages go. */
export interface Log {
  /** Whether requests and replies are told; making them readable costs time. */
  readonly wire: boolean;
  /** Something that happened. */
  info(text: string): void;
  /** A fault of the program or the machine, with its stack. */
  fault(text: string, error: unknown): void;
}

/**
 * A log to standard error.
 *
 * @param options `write`: where a line goes; by default to standard error, where lines that nobody takes are lost.
 */
export function createLog(level: LogLevel, { write = writeLine }: { write?: (line: string) => void } = {}): Log {
  return {
    wire: level === "wire",
    info: level === "quiet" ? () => {} : (text) => write(stamped(text)),
    fault: (text, error) => write(stamped(`${text}: ${describeError(error).replaceAll(/\s*\n\s*/g, " | ")}`)),
  };
}

/** A line with the time, and with nothing in it that could drive the operator's terminal. */
function stamped(text: string): string {
  return `${localTime(new Date(CLOCKS.wall()))} ${escapeControls(text)}`;
}

/** A time as the machine's zone has it, by RFC 3339, with the zone's offset: 2026-11-27T20:13:13+07:00. */
function localTime(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const minutes = new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16);
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${minutes}`;
}

function writeLine(line: string): void {
  stderr.tellLoss = tellLoss;
  stderr.line(line);
}

function tellLoss(count: number): string {
  return stamped(count === 1 ? "1 line of the log was lost" : `${count} lines of the log were lost`);
}
