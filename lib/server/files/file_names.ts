/**
 * The names of files as their senders give them. Pure: it knows no file system.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError, hasControl, PROTOCOL_LIMITS } from "../../chat.ts";

/**
 * The name that a file has: what a sender typed, without the path.
 *
 * @throws {ChatError} If there is none, or it is too long.
 */
export function nameOfFile(typed: string): string {
  const name = typed.split(/[/\\]/).at(-1)!.trim();
  const problem = problemWith(name);
  if (problem !== undefined) throw new ChatError(problem, { code: "wrong_parameters" });
  return name;
}

function problemWith(name: string): string | undefined {
  if (/^\.*$/.test(name)) return "The file has no name";
  if (hasControl(name) || name.includes("\t")) return "The name of the file has a control character";
  if (Buffer.byteLength(name) > PROTOCOL_LIMITS.fileName) {
    return `The name of the file is longer than ${PROTOCOL_LIMITS.fileName} bytes`;
  }
  return undefined;
}
