/**
 * Request lines: to commands and back, for both ends, and as they may be shown. One scanner finds where the parts of a
 * line are; what reads, masks or explains one goes by what it found. Pure: it knows no socket, no session and no store.
 * The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import { ChatError, hasControl, isName, isUuid, TEXTS } from "../chat.ts";
import { type Command, COMMAND_NAMES, commandOf, type CommandSpec, describeUsage } from "./command.ts";
import type { Parameter } from "./commands/spec.ts";
import { hintFor } from "./hint.ts";

/** A part of a request line: its characters from `start` to before `end`. */
export interface Field {
  /** `extra`: what no parameter stands for. */
  readonly name: "command" | Parameter["name"] | "extra";
  /** The index of its first character. */
  readonly start: number;
  /** The index after its last character; that of `start` if it is missing. */
  readonly end: number;
  /** It must never be shown or logged. */
  readonly secret: boolean;
  /** What is wrong with it: no command has the name, the parameter is not there, or it has not the form that it must have. */
  readonly wrong: "unknown" | "missing" | "form" | undefined;
}

/** What was found in a line. */
interface Scan {
  readonly word: string;
  readonly spec: CommandSpec | undefined;
  readonly fields: Field[];
}

/**
 * The parts of a request line, in their order: the command, its parameters as far as they were given, and what is too much.
 *
 * @example Where the secret of a line is
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const line = "auth maya surabaya";
 * const secrets = scan(line).filter(({ secret }) => secret);
 * assertEquals(secrets.map(({ name, start, end }) => [name, line.slice(start, end)]), [["password", "surabaya"]]);
 * ```
 */
export function scan(line: string): readonly Field[] {
  return scanLine(line).fields;
}

function scanLine(line: string): Scan {
  const request = line.trim();
  const first = request.length === line.length ? 0 : line.indexOf(request);
  const last = first + request.length;
  const end = endOfWord(line, first, last);
  const word = line.slice(first, end);
  const spec = commandOf(word);
  const at = Math.min(end + 1, last);
  if (spec !== undefined) {
    const fields: Field[] = [{ name: "command", start: first, end, secret: false, wrong: undefined }];
    scanParameters(spec, line, at, last, fields);
    return { word, spec, fields };
  }
  // A name in the wrong case tells nothing; anything else may be a password in the wrong place.
  const secret = word !== "" && commandOf(word.toLowerCase()) === undefined;
  const fields: Field[] = [{ name: "command", start: first, end, secret, wrong: "unknown" }];
  addExtras(line, at, last, fields);
  return { word, spec, fields };
}

/** Adds the parameters of a command that stand between `from` and `last`. */
function scanParameters(spec: CommandSpec, line: string, from: number, last: number, fields: Field[]): void {
  let at = from;
  for (const parameter of spec.parameters) {
    if (parameter.named || (parameter.optional && at >= last)) break;
    const { name, rest = false, secret = false } = parameter;
    const end = rest ? last : endOfWord(line, at, last);
    // The rest may stand after more than one space; any other parameter is empty then.
    const start = rest && !parameter.indented ? endOfSpace(line, at, end) : at;
    const isMissing = start === end || endOfSpace(line, start, end) === end;
    if (!isMissing && parameter.lenient && misformed(parameter, line, start, end)) break;
    const wrong = isMissing ? "missing" : misformed(parameter, line, start, end);
    fields.push({ name, start, end, secret, wrong });
    at = Math.min(end + 1, last);
  }
  if (at >= last) return;
  if (spec.parameters.some(({ named }) => named)) addNamed(spec.parameters, line, at, last, fields);
  else addExtras(line, at, last, fields);
}

/** Adds the parameters that stand after their names. */
function addNamed(parameters: readonly Parameter[], line: string, from: number, last: number, fields: Field[]): void {
  for (let at = from; at < last;) {
    const nameEnd = endOfWord(line, at, last);
    const word = line.slice(at, nameEnd);
    const parameter = parameters.find(({ name, named }) => named && name === word);
    const start = nameEnd + 1;
    const end = endOfWord(line, start, last);
    if (parameter === undefined || start > last) {
      fields.push({ name: "extra", start: at, end: Math.max(nameEnd, end), secret: true, wrong: "missing" });
    } else {
      const { name, secret = false } = parameter;
      fields.push({ name, start, end, secret, wrong: misformed(parameter, line, start, end) });
    }
    at = end + 1;
  }
}

/** Adds words of which nobody knows what they are. */
function addExtras(line: string, from: number, last: number, fields: Field[]): void {
  for (let at = from; at < last;) {
    const end = endOfWord(line, at, last);
    fields.push({ name: "extra", start: at, end, secret: true, wrong: undefined });
    at = end + 1;
  }
}

function endOfWord(line: string, from: number, last: number): number {
  const space = line.indexOf(" ", from);
  return space < 0 || space > last ? last : space;
}

/** Where the white space ends that begins at `from`, if any does. */
function endOfSpace(line: string, from: number, last: number): number {
  const code = line.charCodeAt(from);
  // Most texts begin with a letter.
  if (code > 0x20 && code < 0x7f) return from;
  return last - line.slice(from, last).trimStart().length;
}

const FORMS: { readonly [F in NonNullable<Parameter["form"]>]: (value: string) => boolean } = {
  uuid: isUuid,
  none: (value) => value === "none",
  number: (value) => /^[1-9]\d{0,8}$/.test(value),
  count: (value) => /^(?:0|[1-9]\d{0,11})$/.test(value),
  sha256: (value) => /^[0-9a-f]{64}$/i.test(value),
};

function misformed({ form }: Parameter, line: string, start: number, end: number): "form" | undefined {
  if (form === undefined) return undefined;
  const value = line.slice(start, end);
  return FORMS[form](value) ? undefined : "form";
}

type Values = { [name in Parameter["name"]]?: string | number };

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
 * const command = parseCommand(`send ${token} izza   apa kabar?`);
 * assertEquals(command, { name: "send", token, user: "izza", text: "apa kabar?" });
 * assertThrows(() => parseCommand("send"), Error, "--Wrong protocol");
 * ```
 */
export function parseCommand(line: string): Command {
  if (hasControl(line)) throw new ChatError("Control characters are not allowed", { code: "bad_line" });
  const { word, spec, fields } = scanLine(line);
  if (spec === undefined) {
    const meant = commandOf(word.toLowerCase());
    const hint = hintFor(line.trim(), COMMAND_NAMES.join(", "), meant && describeUsage(meant));
    throw new ChatError(TEXTS.unknown, { code: "unknown_command", hint });
  }
  const command: Values & { name: CommandSpec["name"]; word?: string } = { name: spec.name };
  if (spec.name === "list" && word !== spec.name) command.word = word;
  for (const { name, start, end, wrong } of fields) {
    if (wrong !== undefined) throw problemWith(spec, name, wrong);
    if (name === "command" || name === "extra") continue;
    command[name] = readValue(formOf(spec, name), line.slice(start, end));
  }
  // The table and the type say the same of a command's parameters; `command_test.ts` compares them through formatCommand().
  return command as Command;
}

function readValue(form: Parameter["form"], value: string): string | number {
  if (form === undefined) return value;
  return form === "number" || form === "count" ? Number(value) : value.toLowerCase();
}

function formOf({ parameters }: CommandSpec, name: Field["name"]): Parameter["form"] {
  for (const parameter of parameters) if (parameter.name === name) return parameter.form;
  return undefined;
}

function problemWith(spec: CommandSpec, name: Field["name"], wrong: Field["wrong"]): ChatError {
  const code = "wrong_parameters";
  const isId = wrong === "form" && formOf(spec, name) === "uuid";
  if (isId) return new ChatError(`The ${name === "key" ? "key" : "id"} is not a UUID`, { code });
  return new ChatError(TEXTS.missing, { code, hint: describeUsage(spec) });
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
  const { spec, fields } = scanLine(line);
  const { start, end, secret } = fields[0]!;
  if (secret) return MASK;
  const last = line.trimEnd().length;
  if (hasControl(line) || fields.some(({ wrong }) => wrong !== undefined)) {
    return line.slice(start, end) + (end < last ? ` ${MASK}` : "");
  }
  const [, user, password] = fields.map(({ start, end }) => line.slice(start, end));
  const hidesName = spec?.name === "auth" && !isPublicName(user!, password!, isUser);
  let shown = "";
  let at = start;
  for (const { name, start, end, secret } of fields) {
    if (!secret && !(hidesName && name === "user")) continue;
    shown += line.slice(at, start) + MASK;
    at = end;
  }
  return maskTokens(shown + line.slice(at, last));
}
