/**
 * What the bytes of a reply or an event are, token by token of its JSON. What nobody may know is in no field. Pure: it runs
 * in a browser as well.
 *
 * @module
 */

import type { FrameField } from "../chat.ts";
import { REPLY_END } from "./event.ts";
import { type Explained, shown } from "./explain.ts";

/** Fields of a reply that are told one by one; the rest is one. */
const MOST_FIELDS = 200;

/** Marks, a string, a number, or a word of JSON. */
const TOKEN = /([\s{}[\],:]+)|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|([a-z]+)/y;

/** The keys whose values show a login. */
const SECRET_KEYS = new Set(["token", "tokenid", "token_id"]);

/** The keys whose texts are the server's own, or names: all others may have what people wrote. */
// deno-fmt-ignore
const PUBLIC_KEYS = new Set([
  "status", "message", "messages", "code", "hint", "event", "id", "at", "from", "to", "msg_from", "msg_to", "user", "active",
  "receipt", "by", "group", "groups", "before", "member", "members", "delivered", "read", "edited", "version",
  "commands", "role", "username", "users", "zone", "day", "first", "last", "since", "address", "act", "number", "sha256",
  "how", "of", "creator", "created",
]);

/** The errors whose sentences may repeat what was typed in the place of a name. */
const REPEATING = /"code": "(?:too_many_attempts|name_taken)"/;

/**
 * Explains a reply or an event, with its end. One that is cut off, since it is long, is explained as far as it goes.
 *
 * @param size Its bytes, if they are more than are given. @default those that are given
 *
 * @example Which part of a reply is what
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { fields } = explainReply('{"status": "OK", "tokenid": "0d5be54c-9f2c-4dbf-8d8f-9a2f0c5b8a11"}\r\n\r\n');
 * assertEquals(fields.map(({ kind, name, text }) => [kind, name, text])[3], ["string", "status", '"OK"']);
 * assertEquals(fields.find(({ kind, name }) => kind === "string" && name === "tokenid")?.hidden, "secret");
 * ```
 */
export function explainReply(json: string, size = json.length): Explained {
  if (latest?.json === json && latest.size === size) return latest.explained;
  const explained = explainTokens(json, size);
  // What is secret, or somebody's, is not to be kept here either.
  if (explained.fields.every(({ hidden }) => hidden === undefined)) latest = { json, size, explained };
  return explained;
}

/** What was explained last: most often it comes again, such as `Message Sent`. */
let latest: { readonly json: string; readonly size: number; readonly explained: Explained } | undefined;

function explainTokens(json: string, size: number): Explained {
  const hasEnd = json.endsWith(REPLY_END);
  const last = hasEnd ? json.length - REPLY_END.length : json.length;
  const repeats = REPEATING.test(json);
  const fields: FrameField[] = [];
  let at = 0;
  let key = "";
  TOKEN.lastIndex = 0;
  while (at < last && fields.length < MOST_FIELDS) {
    const match = TOKEN.exec(json);
    if (match === null) break;
    const text = match[0].slice(0, last - at); // Its marks may go on into the end.
    const isKey = match[2] !== undefined && json.startsWith(": ", at + text.length);
    if (isKey) key = text.slice(1, -1);
    fields.push({ at, size: text.length, ...describe(text, match, isKey, key, repeats) });
    at += text.length;
  }
  const end = hasEnd ? REPLY_END.length : 0;
  if (at < size - end) fields.push({ at, size: size - end - at, kind: "more", hidden: "private" });
  if (hasEnd) fields.push({ at: size - end, size: end, kind: "end", text: REPLY_END });
  const code = /^\{"status": "ERROR".*"code": "([a-z_]+)"/.exec(json)?.[1];
  return { error: code ?? (json.startsWith('{"status": "ERROR"') ? "error" : undefined), fields };
}

/** A token of JSON as a field; `key`: the last key before it. */
function describe(
  token: string,
  [, mark, string, number]: RegExpExecArray,
  isKey: boolean,
  key: string,
  repeats: boolean,
): Omit<FrameField, "at" | "size"> {
  if (mark !== undefined) return { kind: "mark", text: token };
  if (isKey) return { kind: "key", name: key, ...shown(token) };
  if (string === undefined) return { kind: number === undefined ? "word" : "number", name: key, text: token };
  const isSecret = SECRET_KEYS.has(key) && token !== '""' || repeats && key === "message";
  if (isSecret) return { kind: "string", name: key, hidden: "secret" };
  return { kind: "string", name: key, ...!PUBLIC_KEYS.has(key) && { hidden: "private" }, ...shown(token) };
}
