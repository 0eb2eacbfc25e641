/**
 * What the server tells its operator, one line at a time. It knows no socket; what may be secret is masked before.
 *
 * @module
 */

import { CLOCKS } from "../clock.ts";
import { describeError, stderr } from "../output.ts";

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
    info: level === "quiet" ? () => {} : (text) => write(`${new Date(CLOCKS.wall()).toISOString()} ${text}`),
    fault: (text, error) => write(`${new Date(CLOCKS.wall()).toISOString()} ${text}: ${describeError(error)}`),
  };
}

function writeLine(line: string): void {
  stderr.tellLoss = tellLoss;
  stderr.line(line);
}

function tellLoss(count: number): string {
  return `${new Date(CLOCKS.wall()).toISOString()} ${
    count === 1 ? "1 line of the log was lost" : `${count} lines of the log were lost`
  }`;
}
