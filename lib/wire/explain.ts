/**
 * What the bytes of a request are, field by field: a fold of the one scanner over the command table. What nobody may know
 * is in no field. Pure: it runs in a browser as well; `explain_reply.ts` does the same for replies and events.
 *
 * @module
 */

import { type FrameField, hasControl, TEXTS } from "../chat.ts";
import { commandOf, type CommandSpec } from "./command.ts";
import type { Parameter } from "./commands/spec.ts";
import { isPublicName, maskTokens } from "./request.ts";
import { describeFault, type Field, scanLine, type Sink } from "./scan.ts";

/** A frame, explained. */
export interface Explained {
  /** The command that it gives, in this project's name for it; `undefined` if there is none. */
  readonly command?: string | undefined;
  /** What is wrong with a request, in the words of the reply; the code of a reply that is an error. */
  readonly error?: string | undefined;
  /** Each byte is in one of them. */
  readonly fields: readonly FrameField[];
}

/** What is known beside a line. */
export interface ExplainOptions {
  /** How it ends: CRLF, LF, or nothing yet. @default CRLF */
  readonly end?: string;
  /** Whether somebody has a name: what is no name may be a password in its place. @default nothing is known of names */
  readonly isUser?: (name: string) => boolean;
}

/** Characters of a field that are told. */
export const MOST_TEXT = 1_000;

const TOKEN_LENGTH = 36;

/** A part of a line, by its characters. */
interface Part extends Pick<FrameField, "kind" | "name" | "hidden" | "error"> {
  readonly start: number;
  readonly end: number;
}

const ENCODER = new TextEncoder();
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
const CONTROL_ERROR = "Control characters are not allowed";

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  return /[^\x20-\x7e]/.test(text) ? ENCODER.encode(text).length : text.length;
}

/** A text as a field may have it: nothing of it, if a token is in it. */
export function shown(text: string): Pick<FrameField, "text" | "hidden"> {
  const hasToken = text.length >= TOKEN_LENGTH && maskTokens(text) !== text;
  return hasToken ? { hidden: "secret" } : { text: text.slice(0, MOST_TEXT) };
}

/** Finds the parts. */
class Parts implements Sink {
  readonly #line: string;
  readonly all: Part[] = [];
  spec: CommandSpec | undefined;
  error: string | undefined;

  constructor(line: string) {
    this.#line = line;
    scanLine(line, this);
  }

  onCommand(start: number, end: number, spec: CommandSpec | undefined): void {
    this.spec = spec;
    const word = this.#line.slice(start, end);
    // A name in the wrong case tells nothing; anything else may be a password in the wrong place.
    const isSecret = spec === undefined && commandOf(word.toLowerCase()) === undefined;
    this.#add({ kind: "command", start, end, ...isSecret && { hidden: "secret" } }, spec ? undefined : TEXTS.unknown);
  }

  onParameter(parameter: Parameter, start: number, end: number, wrong: Field["wrong"]): void {
    const { name, secret, private: isPrivate } = parameter;
    if (start === end && this.error !== undefined) return; // What is missing is told once.
    const hidden = secret ? "secret" : isPrivate ? "private" : undefined;
    this.#add({ kind: "parameter", name, start, end, ...hidden && { hidden } }, describeFault(parameter, wrong));
  }

  onExtra(start: number, end: number, wrong: Field["wrong"]): void {
    this.#add({ kind: "extra", start, end, hidden: "secret" }, wrong && TEXTS.missing);
  }

  #add(part: Part, error: string | undefined): void {
    const isFirst = this.error === undefined && error !== undefined;
    if (isFirst) this.error = error;
    this.all.push(isFirst ? { ...part, error } : part);
  }
}

/** Puts fields one behind the other. */
class Fields {
  readonly all: FrameField[] = [];
  #at = 0;

  add(kind: string, text: string, { name, hidden, error }: Pick<FrameField, "name" | "hidden" | "error"> = {}): void {
    const size = byteLength(text);
    const told = size === 0 ? {} : hidden === "secret" ? { hidden } : { ...hidden && { hidden }, ...shown(text) };
    this.all.push({ at: this.#at, size, kind, ...name && { name }, ...told, ...error && { error } });
    this.#at += size;
  }
}

/**
 * Explains a request line.
 *
 * A field that is private has its text all the same: who passes it on to others leaves that out (`withoutTexts`). Of a line
 * that is wrong nothing is told but its command and where its words are: any of them may be a password in the wrong place.
 *
 * @example Which byte is wrong, and what is hidden
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { error, fields } = explainRequest("auth maya");
 * assertEquals([error, fields.find(({ error }) => error)?.at], ["--Wrong protocol", 9]);
 * const password = explainRequest("auth maya surabaya").fields.find(({ name }) => name === "password");
 * assertEquals(password, { at: 10, size: 8, kind: "parameter", name: "password", hidden: "secret" });
 * ```
 */
export function explainRequest(line: string, { end = "\r\n", isUser = () => true }: ExplainOptions = {}): Explained {
  const { all, spec, error } = new Parts(line);
  const hasWrong = hasControl(line);
  const fields = new Fields();
  const control = hasWrong ? CONTROL.exec(line)!.index : -1;
  const add = (from: number, to: number, part: Omit<Part, "start" | "end">) => {
    if (control < from || control >= to) return fields.add(part.kind, line.slice(from, to), part);
    const { kind, name, hidden } = part;
    if (control > from) fields.add(kind, line.slice(from, control), { name, hidden } as Part);
    fields.add("control", line.charAt(control), { error: CONTROL_ERROR });
    if (control + 1 < to) fields.add(kind, line.slice(control + 1, to), { name, hidden } as Part);
  };
  const isWrong = hasWrong || error !== undefined;
  const name = all.find(({ name }) => name === "user");
  const password = all.find(({ name }) => name === "password");
  const text = (part: Part | undefined) => part ? line.slice(part.start, part.end) : "";
  const hidesName = spec?.name === "auth" && !isPublicName(text(name), text(password), isUser);
  let at = 0;
  for (const part of all) {
    addGap(line, at, part.start, add);
    const isHidden = isWrong && part.kind !== "command" || hidesName && part === name;
    const { start: _, end: _end, error: own, ...rest } = part;
    add(part.start, part.end, {
      ...rest,
      ...isHidden && { hidden: "secret" },
      ...own !== undefined && !hasWrong && { error: own },
    });
    at = part.end;
  }
  addGap(line, at, line.length, add);
  if (end !== "") fields.add("end", end);
  return { command: spec?.name, error: hasWrong ? CONTROL_ERROR : error, fields: fields.all };
}

/** What stands between two parts: spaces, and the name before a parameter that has one. */
function addGap(
  line: string,
  from: number,
  to: number,
  add: (from: number, to: number, part: Omit<Part, "start" | "end">) => void,
): void {
  if (to === from + 1 && line[from] === " ") return add(from, to, { kind: "space" }); // As it is mostly.
  for (const { index, 0: run } of line.slice(from, to).matchAll(/\s+|\S+/g)) {
    const kind = run.trim() === "" ? "space" : "name";
    add(from + index, from + index + run.length, { kind, ...kind === "name" && { name: run } });
  }
}

/** Fields as somebody is shown them who may read what is private. */
export function withTexts(fields: readonly FrameField[]): readonly FrameField[] {
  return fields.map(({ hidden, ...field }) =>
    hidden === "private" && field.text !== undefined ? field : { ...field, ...hidden && { hidden } }
  );
}

/** Fields as anybody else is shown them: of what is private, how long it is. */
export function withoutTexts(fields: readonly FrameField[]): readonly FrameField[] {
  return fields.map(({ text, ...field }) =>
    field.hidden === undefined ? { ...field, ...text !== undefined && { text } } : field
  );
}
