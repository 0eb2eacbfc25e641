/**
 * The scanner of request lines: where the parts of one are, and what is wrong with them. What reads, masks or explains a
 * line goes by what it found. Pure: it knows no socket, no session and no store. The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import { isUuid, PROVOCATIONS, TEXTS } from "../chat.ts";
import { commandOf, type CommandSpec } from "./command.ts";
import type { Parameter } from "./commands/spec.ts";

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

/** Who makes something of a line: is called with each part of it, in their order. No part becomes an object on the way. */
export interface Sink {
  /** The command, before all others; `spec`: its row, if there is one. */
  onCommand(start: number, end: number, spec: CommandSpec | undefined): void;
  /** A parameter that the command has; `wrong`: what is wrong with it. */
  onParameter(parameter: Parameter, start: number, end: number, wrong: Field["wrong"]): void;
  /** What no parameter stands for; `wrong`: `missing` where there had to be one. */
  onExtra(start: number, end: number, wrong: Field["wrong"]): void;
}

/** The parts of a line as objects. */
class Fields implements Sink {
  readonly #line: string;
  readonly fields: Field[] = [];

  constructor(line: string) {
    this.#line = line;
    scanLine(line, this);
  }

  onCommand(start: number, end: number, spec: CommandSpec | undefined): void {
    const word = this.#line.slice(start, end);
    // A name in the wrong case tells nothing; anything else may be a password in the wrong place.
    const secret = spec === undefined && word !== "" && commandOf(word.toLowerCase()) === undefined;
    this.fields.push({ name: "command", start, end, secret, wrong: spec === undefined ? "unknown" : undefined });
  }

  onParameter({ name, secret = false }: Parameter, start: number, end: number, wrong: Field["wrong"]): void {
    this.fields.push({ name, start, end, secret, wrong });
  }

  onExtra(start: number, end: number, wrong: Field["wrong"]): void {
    this.fields.push({ name: "extra", start, end, secret: true, wrong });
  }
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
  return new Fields(line).fields;
}

/** The same, told to a sink. */
export function scanLine(line: string, sink: Sink): void {
  const request = line.trim();
  const first = request.length === line.length ? 0 : line.indexOf(request);
  const last = first + request.length;
  const end = endOfWord(line, first, last);
  const spec = commandOf(line.slice(first, end));
  const at = Math.min(end + 1, last);
  sink.onCommand(first, end, spec);
  if (spec === undefined) scanExtras(line, at, last, sink);
  else scanParameters(spec, line, at, last, sink);
}

/** Scans the parameters of a command that stand between `from` and `last`. */
function scanParameters(spec: CommandSpec, line: string, from: number, last: number, sink: Sink): void {
  let at = from;
  for (const parameter of spec.parameters) {
    if (parameter.named || (parameter.optional && at >= last)) break;
    const end = parameter.rest ? last : endOfWord(line, at, last);
    // The rest may stand after more than one space; any other parameter is empty then.
    const start = parameter.rest && !parameter.indented ? endOfSpace(line, at, end) : at;
    const isMissing = start === end || endOfSpace(line, start, end) === end;
    if (!isMissing && parameter.lenient && misformed(parameter, line, start, end)) break;
    sink.onParameter(parameter, start, end, isMissing ? "missing" : misformed(parameter, line, start, end));
    at = Math.min(end + 1, last);
  }
  if (at >= last) return;
  if (spec.parameters.some(({ named }) => named)) scanNamed(spec.parameters, line, at, last, sink);
  else scanExtras(line, at, last, sink);
}

/** Scans the parameters that stand after their names. */
function scanNamed(parameters: readonly Parameter[], line: string, from: number, last: number, sink: Sink): void {
  for (let at = from; at < last;) {
    const nameEnd = endOfWord(line, at, last);
    const word = line.slice(at, nameEnd);
    const parameter = parameters.find(({ name, named }) => named && name === word);
    const start = nameEnd + 1;
    const end = endOfWord(line, start, last);
    if (parameter === undefined || start > last) sink.onExtra(at, Math.max(nameEnd, end), "missing");
    else sink.onParameter(parameter, start, end, misformed(parameter, line, start, end));
    at = end + 1;
  }
}

/** Scans words of which nobody knows what they are. */
function scanExtras(line: string, from: number, last: number, sink: Sink): void {
  for (let at = from; at < last;) {
    const end = endOfWord(line, at, last);
    sink.onExtra(at, end, undefined);
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

/** What a server says of a parameter that is wrong, or of what stands in its place; `undefined` if nothing is. */
export function describeFault(parameter: Parameter | undefined, wrong: Field["wrong"]): string | undefined {
  if (wrong !== "form" || parameter?.form !== "uuid") return wrong && TEXTS.missing;
  return `The ${parameter.name === "key" ? "key" : "id"} is not a UUID`;
}

const FORMS: { readonly [F in NonNullable<Parameter["form"]>]: (value: string) => boolean } = {
  uuid: isUuid,
  none: (value) => value === "none",
  number: (value) => /^[1-9]\d{0,8}$/.test(value),
  count: (value) => /^(?:0|[1-9]\d{0,11})$/.test(value),
  sha256: (value) => /^[0-9a-f]{64}$/i.test(value),
  provocation: (value) => (PROVOCATIONS as readonly string[]).includes(value),
};

function misformed({ form }: Parameter, line: string, start: number, end: number): "form" | undefined {
  if (form === undefined) return undefined;
  const value = line.slice(start, end);
  return FORMS[form](value) ? undefined : "form";
}
