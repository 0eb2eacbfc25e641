/**
 * Hostile input from a seed: what a connection sends, where it is cut, how it ends, and how many replies it must get.
 * Pure: it knows no socket. `fuzz_run.ts` sends it.
 *
 * @module
 */

import { PROTOCOL_LIMITS, PROVOCATIONS } from "../../lib/chat.ts";
import { commandOf, COMMANDS, type CommandSpec } from "../../lib/wire/command.ts";
import { parseCommand } from "../../lib/wire/request.ts";

/** Choices that are the same for the same seed. */
export interface Random {
  /** An integer from 0 to below `bound`. */
  below(bound: number): number;
  pick<T>(list: ArrayLike<T>): T;
  /** True once in `times`. */
  once(times: number): boolean;
}

/** Mulberry32: 32 bits of state, good enough to spread. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  function below(bound: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * bound);
  }
  return { below, pick: (list) => list[below(list.length)]!, once: (times) => below(times) === 0 };
}

/**
 * How a connection ends: `end` ends its half and reads all replies; `close` reads them and closes; `drop` closes at once;
 * `deaf` ends its half and closes without reading; `reset` closes with a reply unread, which the system tells by a reset.
 */
export type Ending = "end" | "close" | "drop" | "deaf" | "reset";

/** What one connection does. */
export interface Plan {
  readonly bytes: Uint8Array;
  /** Where one write ends and the next begins, ascending. */
  readonly cuts: readonly number[];
  readonly ending: Ending;
  readonly frames: number;
  /** How many replies `bytes` must get; no more in any case. */
  readonly replies: number;
  /** Whether the server closes the connection by its own decision. */
  readonly closes: boolean;
  /** Whether the number of replies is sure. */
  readonly exact: boolean;
}

/** What the frames may refer to. */
export interface World {
  /** Tokens that are valid; no frame logs one out. */
  readonly tokens: readonly string[];
  /** User names that are known. */
  readonly users: readonly string[];
  readonly password: string;
}

const UTF8 = new TextEncoder();

/** Text that breaks what is not careful, no part of which is a control character. */
const AWKWARD = [
  ..."aZ09 \t\"'\\/<>&%{}[]:,*-_.~",
  ...[
    "é",
    "→",
    "日",
    "😀",
    "e\u0301",
    "\u00a0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\uffff",
    "\u{10ffff}",
    "\\u0000",
    "__proto__",
  ],
];

/** Bytes that are not UTF-8: lone and missing continuations, overlong forms, surrogates, beyond the last character. */
const NOT_UTF8 = [[0x80], [0xc3], [0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [
  0xff,
  0xfe,
]];

const ENDS = ["\n", "\r\n", " \r\n", "\r\r\n", "\n\r\n", "\r\n\n", "\t \n", "\n\n", "\r"];

const HTTP = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"];

/** A text of `length` characters, more or less. */
export function awkwardText(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick(AWKWARD)).join("");
}

function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A UUID v4 that no server gave. */
function deadToken(random: Random): string {
  const hex = (length: number) => Array.from({ length }, () => random.below(16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

/** A parameter that fits in its place. */
function parameter(random: Random, world: World, name: CommandSpec["parameters"][number]["name"]): string {
  switch (name) {
    case "user":
      return random.once(4) ? `nobody${random.below(100)}` : random.pick(world.users);
    case "group":
      return `group${random.below(10)}`;
    case "rename":
      return `rename group${random.below(10)}`;
    case "entry":
      return `entry ${random.pick(["open", "invited", "x"])}`;
    case "history":
      return `history ${random.pick(["all", "joined", "x"])}`;
    case "with":
      return `with ${random.pick(world.users)}`;
    case "after":
      return `after ${random.once(2) ? random.below(9) : deadToken(random)}`;
    case "from":
    case "to":
      return `${name} 2026-0${random.below(12)}-1${random.below(10)}`;
    case "zone":
      return `zone ${random.pick(["Asia/Jakarta", "UTC", "x"])}`;
    case "minutes":
      return String(random.below(90));
    case "password":
    case "old":
      return world.password;
    case "code":
      return awkwardText(random, 8);
    case "account":
      return `${awkwardText(random, 8)} ${world.password} ${awkwardText(random, 8)}`;
    case "token":
      return random.once(4) ? deadToken(random) : random.pick(world.tokens);
    case "text":
      return `x${awkwardText(random, random.once(500) ? 3000 : random.below(30))}`;
    case "content":
      return random.pick(["none", "x"]);
    case "file":
      return random.pick(["a.txt", "../CON", `x${awkwardText(random, 3).replaceAll(" ", "")}`]);
    case "data":
      return random.pick(["aGFsbG8=", "b'aGFsbG8='", "b''", `x${awkwardText(random, 9)}`]);
    case "sha256":
      return "0123456789abcdef".repeat(4);
    case "size":
    case "offset":
      return String(random.below(9));
    case "id":
      if (random.once(2)) return String(1 + random.below(50));
      return deadToken(random);
    case "key":
      return random.once(4) ? awkwardText(random, 9) : deadToken(random);
    case "before":
      return `before ${random.once(4) ? awkwardText(random, 9) : deadToken(random)}`;
    case "how":
      return random.pick(PROVOCATIONS);
    case "amount":
      return String(random.below(30));
    case "limit":
      return `limit ${random.once(4) ? awkwardText(random, 3) : random.below(300)}`;
  }
}

/** A request as a friendly client sends it, without its end. Logins are rare, since each costs the server a hash. */
function request(random: Random, world: World): string {
  const { name, aliases, parameters } = random.pick(COMMANDS);
  if (name === "auth" && !random.once(200)) {
    return random.pick(["auth", "auth maya", "auth  x", "AUTH maya x", "auth\tx y"]);
  }
  // A token that is logged out would be of no more use.
  if (name === "logout") return random.once(2) ? name : `${name} ${deadToken(random)}`;
  // A new password would be of no use to those who log in.
  if (name === "passwd") return `${name} ${deadToken(random)} x y`;
  // One that lives would bring events between the replies, which are counted, or cut connections.
  if (name === "live" || name === "watch") return `${name} ${deadToken(random)}`;
  if (name === "provoke") return `${name} ${deadToken(random)} split 10`;
  const values = parameters.filter(({ optional, named }) => !(optional || named) || random.once(2));
  return [random.pick([name, ...aliases]), ...values.map((each) => parameter(random, world, each.name))].join(" ");
}

/** A request with something wrong in its words. */
function wrongRequest(random: Random, world: World): string {
  const words = request(random, world).split(" ");
  if (words[0] === "auth") {
    if (!random.once(20)) return `auth${awkwardText(random, 5)}`;
    words[1] = "nobody"; // Wrong passwords of a real account would hold up those who log in to it.
  }
  const at = random.below(words.length);
  switch (random.below(6)) {
    case 0:
      words.splice(at, 1);
      break;
    case 1:
      words.splice(at, 0, "");
      break;
    case 2:
      words[at] = awkwardText(random, random.below(20));
      break;
    case 3:
      words[at] = words[at]!.toUpperCase();
      break;
    case 4:
      words[at] += String.fromCharCode(random.below(0xa0));
      break;
    case 5:
      words.push(...Array.from({ length: random.below(200) }, () => "more"));
  }
  return words.join(" ");
}

/** Bytes with some of them changed, taken out, doubled or put in. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(8));
  const [before, here, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(6)) {
    case 0:
      return concat([before, here.map((byte) => byte ^ (1 << random.below(8))), after]);
    case 1:
      return concat([before, after]);
    case 2:
      return concat([before, here, here, here, after]);
    case 3:
      return concat([before, Uint8Array.from(random.pick(NOT_UTF8)), here, after]);
    case 4:
      return concat([before, randomBytes(random, 1 + random.below(4)), here, after]);
    default:
      return concat([
        before,
        UTF8.encode(random.pick(["\0", "\r", "\n", "\r\n\r\n", "\x1b[2J", " ", "\u009b"])),
        here,
        after,
      ]);
  }
}

/** The first bytes of a TLS connection, or an HTTP request: what other programs say on the wrong port. */
function foreign(random: Random): Uint8Array {
  if (random.once(2)) {
    const lines = [`${random.pick(HTTP)} / HTTP/1.1`, "Host: 127.0.0.1", "Content-Length: 5", "", "hello"];
    return UTF8.encode(lines.join("\r\n"));
  }
  const hello = randomBytes(random, 200 + random.below(300));
  hello.set([0x16, 0x03, 0x01, hello.length >> 8, hello.length & 255, 0x01, 0x00]);
  return hello;
}

/** One frame with its end: mostly one line, sometimes none or several. */
function frame(random: Random, world: World): Uint8Array {
  const end = UTF8.encode(random.once(2) ? "\r\n" : random.pick(ENDS));
  const kind = random.below(20);
  if (random.once(4000)) return new Uint8Array(1024 * 1024).fill(random.pick([0x00, 0x20, 0x61, 0x0d, 0xff]));
  if (random.once(1000)) return concat([UTF8.encode("x".repeat(random.pick([4095, 4096, 4097, 65536, 65537]))), end]);
  if (kind < 9) return concat([UTF8.encode(request(random, world)), end]);
  if (kind < 14) return concat([UTF8.encode(wrongRequest(random, world)), end]);
  if (kind < 18) return mutate(random, concat([UTF8.encode(request(random, world)), end]));
  return concat([randomBytes(random, random.below(80)), end]);
}

/** Whether a line shows a valid token, after which the connection may send longer ones. */
function showsToken(line: string, { tokens }: World): boolean {
  try {
    const command = parseCommand(line);
    return "token" in command && tokens.includes(command.token!);
  } catch {
    return false;
  }
}

function decode(line: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return ""; // Refused, whatever it says.
  }
}

/** Whether a line may be longer than others: one with a file, of somebody who is `known` or shows a valid token in it. */
function mayBeLong(line: Uint8Array, known: boolean, { tokens }: World): boolean {
  const [word = "", token = ""] = new TextDecoder().decode(line.subarray(0, 256)).trimStart().split(" ", 2);
  return commandOf(word)?.isLong === true && (known || tokens.includes(token));
}

/** What a server does about the bytes of a connection. */
interface Expectation {
  /** Replies to what it can tell to be a request. */
  readonly replies: number;
  /** Whether it closes the connection for one of them. */
  readonly closes: boolean;
  /** Whether a request is left whose end does not come. */
  readonly rest: boolean;
}

/** How many replies `docs/protocol.md` promises to `bytes`, and whether the server closes the connection then. */
export function expectReplies(bytes: Uint8Array, world: World): Expectation {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return { replies: 1, closes: true, rest: false }; // TLS.
  let limit: number = PROTOCOL_LIMITS.lineBeforeLogin;
  let replies = 0;
  let start = 0;
  for (let end: number; (end = bytes.indexOf(0x0a, start)) >= 0; start = end + 1) {
    const line = bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end);
    replies++;
    const isKnown = limit === PROTOCOL_LIMITS.line;
    if (line.length > limit) {
      if (!mayBeLong(line, isKnown, world)) return { replies, closes: true, rest: false };
      limit = PROTOCOL_LIMITS.line;
    }
    if (isKnown) continue;
    const text = decode(line);
    if (/^[A-Z]+ \S+ HTTP\/\d(\.\d)?$/.test(text)) return { replies, closes: true, rest: false };
    if (showsToken(text, world)) limit = PROTOCOL_LIMITS.line;
  }
  const left = bytes.subarray(start);
  // The one more may be the CR of an end.
  const closes = left.length > limit + 1 && !mayBeLong(left, limit === PROTOCOL_LIMITS.line, world);
  return { replies: replies + Number(closes), closes, rest: !closes && left.length > 0 };
}

/** What a connection does: mostly some dozen frames, sometimes one, sometimes thousands. */
export function makePlan(random: Random, world: World): Plan {
  const frames = random.once(400) ? 3000 : random.once(4) ? 1 : 1 + random.below(80);
  const parts = Array.from({ length: frames }, () => frame(random, world));
  if (random.once(25)) parts[0] = foreign(random);
  let bytes = concat(parts);
  if (random.once(3)) bytes = bytes.subarray(0, random.below(bytes.length + 1));
  const { replies, closes, rest } = expectReplies(bytes, world);
  const ending = random.pick<Ending>(["end", "end", "end", "close", "close", "drop", "deaf", "reset"]);
  const cuts = Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
  // Whether a login succeeds, and with it the longer line, is the server's to say.
  const hasLogin = new TextDecoder("latin1").decode(bytes).includes(world.password);
  const told = Number(rest && ending === "end"); // That its last request has no end.
  return { bytes, cuts, ending, frames, replies: replies + told, closes, exact: !(closes && hasLogin) };
}
