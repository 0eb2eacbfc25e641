/** A line of standard input, for commands. @module */

import { ChatError } from "../../chat.ts";
import { stdin } from "../../input.ts";
import { Utf8Decoder } from "../../utf8.ts";

/** Bytes of standard input that are read at the most. */
const MAX_INPUT = 4096;

/** Reads the first line of standard input. @throws {ChatError} If it cannot be read. */
export async function readLine(): Promise<string> {
  const utf8 = new Utf8Decoder();
  const buffer = new Uint8Array(MAX_INPUT);
  let text = "";
  while (!text.includes("\n") && text.length <= MAX_INPUT) {
    const count = await stdin.read(buffer).catch((error) => {
      throw new ChatError(`Cannot read standard input: ${error.message}`);
    });
    if (count === null) {
      text += utf8.end();
      break;
    }
    text += utf8.push(buffer.subarray(0, count));
  }
  // Some editors put a byte order mark before the first line.
  return text.replace(/^\ufeff/, "").split(/\r?\n/, 1)[0]!;
}
