/**
 * Which messages a person can change. Pure.
 *
 * @module
 */

import { type FullMessage, PROTOCOL_LIMITS } from "../../chat.ts";

/** A message with which something is done, and whether its text is being changed. */
export interface Acting {
  /** The id of the message. */
  readonly id: string;
  /** Its text is being changed. */
  readonly isEdit: boolean;
}

/**
 * Whether a message is the user's, and young enough to be changed.
 *
 * @param now In milliseconds since 1970. A clock that is behind the server's makes a message of the future, which is young.
 */
export function canChange(line: FullMessage, user: string, now: number): boolean {
  return line.from === user && line.removed !== true && now - line.at < PROTOCOL_LIMITS.editable;
}

/** Whether its text can be changed as well: what came with a file has the text of that. */
export function canEdit(line: FullMessage, user: string, now: number): boolean {
  return canChange(line, user, now) && line.file === undefined;
}

/** The last message of a conversation whose text the user can change. */
export function lastEditable(lines: readonly FullMessage[], user: string, now: number): FullMessage | undefined {
  return lines.findLast((line) => canEdit(line, user, now));
}
