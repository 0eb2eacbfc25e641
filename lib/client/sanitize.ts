/**
 * Text from others, made safe to show: it may not drive the reader's terminal, and JSON stays JSON. Pure: it knows no
 * command and no terminal.
 *
 * @module
 */

export { escapeControls } from "../sanitize.ts";

/** `text`, or no more than its start: more than `most` characters are not meant to be read. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}

// deno-lint-ignore no-control-regex
const JSON_SPACE = /[\x00-\x1f]+/g;
const NOT_ASCII = /[^\x20-\x7e]/g;

/** Valid JSON on one line and in printable ASCII; what was escaped so already stays as it was written. */
export function asciiJson(json: string): string {
  // Valid JSON has control characters only as white space between its values.
  return json.trim().replaceAll(JSON_SPACE, " ").replaceAll(NOT_ASCII, escapeUnit);
}

/** JSON's escape of one UTF-16 unit; a character beyond U+FFFF becomes two of them. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * The value of `key` in the JSON object `json`, as it is written there. Parsing and writing it anew would change its
 * spacing, and the order of keys that are numbers.
 *
 * @returns `undefined` if the object has no such key.
 *
 * @example The value as it was written
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(memberText('{"status": "OK", "messages": {"2":  1, "1": 2}}', "messages"), '{"2":  1, "1": 2}');
 * ```
 */
export function memberText(json: string, key: string): string | undefined {
  let depth = 0;
  let name = "";
  let start = 0;
  let found: string | undefined;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      const end = stringEnd(json, at);
      if (depth === 1 && start === 0) name = JSON.parse(json.slice(at, end));
      at = end - 1;
    } else if (character === ":" && depth === 1) {
      start = at + 1;
    } else if ((character === "," || character === "}") && depth === 1) {
      // The last of several counts, as it does for JSON.parse().
      if (start > 0 && name === key) found = json.slice(start, at).trim();
      start = 0;
    }
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
  }
  return found;
}

/** Where the string that opens at `start` has ended. */
function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}
