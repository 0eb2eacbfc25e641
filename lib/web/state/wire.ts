/**
 * What went over the wire, as it is looked at: the frames that came, which of them are shown, and one after the other again.
 * Pure.
 *
 * @module
 */

import type { Frame } from "../../chat.ts";

/** Frames that are kept: some minutes of a class. */
export const MOST_FRAMES = 2_000;

/** Places from the end at which a frame may stand that is told again: one that grows. */
const GROWING = 200;

/** Which frames are shown. */
export interface FrameFilter {
  /** The user, or the connection as `(3)`; empty: all. */
  readonly who: string;
  /** The command that is given or answered; empty: all. */
  readonly command: string;
  /** From the peer, or to it. */
  readonly direction: "both" | "in" | "out";
  /** Only those in which something is wrong. */
  readonly errors: boolean;
}

/** Shows all. */
export const ALL_FRAMES: FrameFilter = { who: "", command: "", direction: "both", errors: false };

/** Frames with one more; one that grows takes the place of what it was. */
export function withFrame(frames: readonly Frame[], frame: Frame): readonly Frame[] {
  for (let at = frames.length - 1; at >= Math.max(0, frames.length - GROWING); at--) {
    if (frames[at]!.n === frame.n) return frames.with(at, frame);
  }
  return [...frames.slice(-(MOST_FRAMES - 1)), frame];
}

/** Whose it is: the name of the user, or the number of a connection on which nobody has logged in. */
export function whoOf({ user, connection }: Pick<Frame, "user" | "connection">): string {
  return user ?? `(${connection})`;
}

/** Whether a frame came from the peer. */
export function isIncoming({ kind }: Pick<Frame, "kind">): boolean {
  return kind === "request" || kind === "unfinished";
}

/** The frames that a filter lets through. */
export function filterFrames(frames: readonly Frame[], filter: FrameFilter): readonly Frame[] {
  const { who, command, direction, errors } = filter;
  return frames.filter((frame) =>
    (who === "" || whoOf(frame) === who) &&
    (command === "" || frame.command === command) &&
    (direction === "both" || (isIncoming(frame) === (direction === "in") && !isTurn(frame))) &&
    (!errors || frame.error !== undefined)
  );
}

/** Whether it is the beginning or the end of a connection. */
export function isTurn({ kind }: Pick<Frame, "kind">): boolean {
  return kind === "opened" || kind === "closed";
}

/** What there is to choose from: the users and connections, and the commands, each once and in order. */
export function choicesOf(
  frames: readonly Frame[],
): { readonly who: readonly string[]; readonly commands: readonly string[] } {
  const sorted = (values: Iterable<string>) => [...new Set(values)].sort((one, other) => one.localeCompare(other));
  return {
    who: sorted(frames.map(whoOf)),
    commands: sorted(frames.flatMap(({ command }) => command ?? [])),
  };
}

/** The frame before or behind the one with a number, among those that are shown; the last one if there is none with it. */
export function stepFrom(frames: readonly Frame[], n: number | undefined, step: 1 | -1): Frame | undefined {
  const at = frames.findIndex((frame) => frame.n === n);
  if (at === -1) return frames.at(-1);
  return frames[Math.min(Math.max(at + step, 0), frames.length - 1)];
}
