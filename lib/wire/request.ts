/**
 * Request lines: to commands and back, for both ends, and as they may be shown; `scan.ts` finds their parts. Pure: it knows
 * no socket, no session and no store. The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import { ChatError, hasControl, isName, TEXTS } from "../chat.ts";
import { type Command, COMMAND_NAMES, commandOf, type CommandSpec, describeUsage } from "./command.ts";
import type { Parameter } from "./commands/spec.ts";
import { hintFor } from "./hint.ts";
import { describeFault, type Field, scan, scanLine, type Sink } from "./scan.ts";

type Values = { [name in Parameter["name"]]?: string | number };

/** A request that was read. */
export interface Request {
  /** What it asks for. */
  readonly command: Command;
  /** The row of that command in the table. */
  readonly spec: CommandSpec;
  /** The token that it shows, if it does. */
  readonly token: string | undefined;
}

/** Makes a command of a line. */
class RequestSink implements Sink, Request {
  readonly #line: string;
  #values!: Values & { name: CommandSpec["name"]; word?: string };
  spec!: CommandSpec;

  constructor(line: string) {
    this.#line = line;
    scanLine(line, this);
  }

  /** The table and the type say the same of a command's parameters; `command_test.ts` compares them through formatCommand(). */
  get command(): Command {
    return this.#values as Command;
  }

  get token(): string | undefined {
    return this.#values.token as string | undefined;
  }

  onCommand(start: number, end: number, spec: CommandSpec | undefined): void {
    if (spec === undefined) throw unknownCommand(this.#line, this.#line.slice(start, end));
    this.spec = spec;
    this.#values = { name: spec.name };
    if (spec.name !== "list") return;
    const word = this.#line.slice(start, end);
    if (word !== spec.name) this.#values.word = word;
  }

  onParameter(parameter: Parameter, start: number, end: number, wrong: Field["wrong"]): void {
    if (wrong !== undefined) throw wrongParameter(this.spec, parameter, wrong);
    const { name, form } = parameter;
    const value = this.#line.slice(start, end);
    this.#values[name] = readValue(form, value);
  }

  onExtra(_start: number, _end: number, wrong: Field["wrong"]): void {
    if (wrong !== undefined) throw wrongParameter(this.spec, undefined, wrong);
  }
}

function readValue(form: Parameter["form"], value: string): string | number {
  if (form === undefined) return value;
  return form === "number" || form === "count" ? Number(value) : value.toLowerCase();
}

function unknownCommand(line: string, word: string): ChatError {
  const meant = commandOf(word.toLowerCase());
  const hint = hintFor(line.trim(), COMMAND_NAMES.join(", "), meant && describeUsage(meant));
  return new ChatError(TEXTS.unknown, { code: "unknown_command", hint });
}

function wrongParameter(spec: CommandSpec, parameter: Parameter | undefined, wrong: Field["wrong"]): ChatError {
  // Who sends what is no UUID is no person, whom a hint would help.
  const hint = wrong === "form" && parameter?.form === "uuid" ? {} : { hint: describeUsage(spec) };
  return new ChatError(describeFault(parameter, wrong) ?? TEXTS.missing, { code: "wrong_parameters", ...hint });
}

/**
 * Reads a request line.
 *
 * @throws {ChatError} If it is no command of the table, lacks a parameter or has a control character.
 *
 * @example A command, and a line that is none
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const token = "0d5be54c-9f2c-4dbf-8d8f-9a2f0c5b8a11";
 * const { command, spec } = parseRequest(`send ${token} izza   apa kabar?`);
 * assertEquals(command, { name: "send", token, user: "izza", text: "apa kabar?" });
 * assertEquals(spec.needs, "login");
 * assertThrows(() => parseRequest("send"), Error, "--Wrong protocol");
 * ```
 */
export function parseRequest(line: string): Request {
  if (hasControl(line)) throw new ChatError("Control characters are not allowed", { code: "bad_line" });
  return new RequestSink(line);
}

/** The command of {@linkcode parseRequest}. */
export function parseCommand(line: string): Command {
  return parseRequest(line).command;
}

/**
 * A request line with its end, as a client sends it.
 *
 * @param word The name that the server has for the command.
 * @throws {ChatError} If a parameter could not be read back as it is.
 */
export function formatCommand(command: Command, word: string = command.name): string {
  const spec = commandOf(command.name)!;
  const values: Readonly<Values> & { readonly name: string } = command;
  const words: string[] = [word];
  for (const { name, rest, indented, named } of spec.parameters) {
    if (values[name] === undefined) continue;
    const value = String(values[name]);
    if (named) words.push(name);
    const trimmed = indented ? value.trimEnd() : value.trim();
    if (trimmed.trim() === "" || value !== trimmed || (!rest && value.includes(" "))) {
      throw new ChatError(`Cannot send the ${name}: it is empty or has a space`);
    }
    if (hasControl(value)) throw new ChatError(`Cannot send the ${name}: it has a control character`);
    if (!value.isWellFormed()) throw new ChatError(`Cannot send the ${name}: it is not valid Unicode`);
    words.push(value);
  }
  return words.join(" ") + "\r\n";
}

const MASK = "***";
const UUID4 = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi;

/** `text` (a request or a reply) with every token of this server's form masked. */
export function maskTokens(text: string): string {
  return text.replaceAll(UUID4, MASK);
}

/**
 * Whether the name in an `auth` may be shown and logged. It may be the password, with the two in the wrong order.
 *
 * @param isUser Whether somebody has a name.
 */
export function isPublicName(user: string, password: string, isUser: (name: string) => boolean): boolean {
  return isUser(user) || (isName(user) && !isUser(password));
}

/**
 * A request line that can be shown and logged: secret parameters, tokens in any place, and all of a line that is not
 * understood but its command (the rest may be a password in the wrong place) are masked.
 *
 * @param isUser See {@linkcode isPublicName}. @default nothing is known of names
 *
 * @example A line for the log
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maskRequest("auth maya surabaya"), "auth maya ***");
 * assertEquals(maskRequest("surabaya"), "***");
 * ```
 */
export function maskRequest(line: string, isUser: (name: string) => boolean = () => true): string {
  const fields = scan(line);
  const { start, end, secret } = fields[0]!;
  if (secret) return MASK;
  const last = line.trimEnd().length;
  if (hasControl(line) || fields.some(({ wrong }) => wrong !== undefined)) {
    return line.slice(start, end) + (end < last ? ` ${MASK}` : "");
  }
  const [, user, password] = fields.map(({ start, end }) => line.slice(start, end));
  const hidesName = commandOf(line.slice(start, end))?.name === "auth" && !isPublicName(user!, password!, isUser);
  let shown = "";
  let at = start;
  for (const { name, start, end, secret } of fields) {
    if (!secret && !(hidesName && name === "user")) continue;
    shown += line.slice(at, start) + MASK;
    at = end;
  }
  return maskTokens(shown + line.slice(at, last));
}
