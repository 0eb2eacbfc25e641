/**
 * What a typed line means: the commands as a person types them, without the token, which the client adds. Pure: it knows
 * no server and no terminal.
 *
 * @module
 */

import { hasControl, isConversation, isName } from "../../chat.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import { nearest } from "../../nearest.ts";
import { type GroupInput, isGroupInput, readGroupInput } from "./group_input.ts";
import { type AccountInput, readAccountInput } from "./account_input.ts";
import { isWireWord, readWireInput, WIRE_INPUTS, type WireInput } from "./wire_input.ts";
import { isTeachingWord, readTeachingInput, TEACHING_INPUTS, type TeachingInput } from "./teaching_input.ts";

/** What a person asks for. `refused` is a line that is no command, with what to say about it. */
export type InputCommand =
  | { readonly kind: "auth"; readonly user: string; readonly password?: string }
  | AccountInput
  | GroupInput
  | TeachingInput
  | WireInput
  | { readonly kind: "send"; readonly user: string; readonly text: string }
  /** Without a user, it ends. */
  | { readonly kind: "with"; readonly user?: string }
  | { readonly kind: "inbox" }
  /** A page of a conversation, or the one before that. */
  | { readonly kind: "history"; readonly user: string; readonly more?: boolean }
  | { readonly kind: "file"; readonly user: string; readonly path: string }
  | { readonly kind: "files"; readonly user?: string }
  /** Without a path, it is saved in the current directory. */
  | { readonly kind: "get"; readonly id: number; readonly path?: string }
  | { readonly kind: "who" }
  | { readonly kind: "list" }
  | { readonly kind: "logout" }
  | { readonly kind: "exit" }
  | { readonly kind: "help"; readonly topic?: string }
  | { readonly kind: "refused"; readonly message: string };

/** The name of a command. */
export type TypedName = Exclude<InputCommand["kind"], "refused" | "enter">;

/** Options of what reads a line. */
export interface ReadOptions {
  /** What to say of a line that is no command. @default in English */
  texts?: Texts;
  /** Who gets what is no command: any line that does not begin with `/`. @default nobody */
  partner?: string | undefined;
}

interface TypedSpec {
  readonly name: TypedName;
  readonly parameters: string;
  /** Whether the first parameter is a user's name, or a command's. */
  readonly completes?: "user" | "command";
  /** Whether a teacher alone has a use for it. */
  readonly isForTeachers?: boolean;
}

const COMMANDS: readonly TypedSpec[] = [
  { name: "auth", parameters: "NAME [PASSWORD]" },
  { name: "join", parameters: "[CODE] | #GROUP", completes: "user" },
  { name: "register", parameters: "[NAME]" },
  { name: "send", parameters: "NAME TEXT", completes: "user" },
  { name: "with", parameters: "[NAME]", completes: "user" },
  { name: "inbox", parameters: "" },
  { name: "history", parameters: "NAME [more]", completes: "user" },
  { name: "file", parameters: "NAME PATH", completes: "user" },
  { name: "files", parameters: "[NAME]", completes: "user" },
  { name: "get", parameters: "NUMBER [PATH]" },
  { name: "groups", parameters: "" },
  { name: "make", parameters: "#GROUP [PASSWORD]" },
  { name: "leave", parameters: "#GROUP", completes: "user" },
  { name: "members", parameters: "#GROUP", completes: "user" },
  { name: "invite", parameters: "#GROUP NAME", completes: "user" },
  { name: "remove", parameters: "#GROUP NAME", completes: "user" },
  ...TEACHING_INPUTS,
  ...WIRE_INPUTS,
  { name: "who", parameters: "" },
  { name: "list", parameters: "" },
  { name: "passwd", parameters: "" },
  { name: "logout", parameters: "" },
  { name: "exit", parameters: "" },
  { name: "help", parameters: "[COMMAND]", completes: "command" },
];

/**
 * Reads a line as it was typed. More spaces than one, and words that a command has no use for, do no harm; nor does a slash
 * before a command, which tells it from a text to a partner.
 *
 * @example With and without a partner
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readTyped("send izza apa kabar?"), { kind: "send", user: "izza", text: "apa kabar?" });
 * assertEquals(readTyped("apa kabar?", { partner: "izza" }), { kind: "send", user: "izza", text: "apa kabar?" });
 * assertEquals(readTyped("/inbox", { partner: "izza" }), { kind: "inbox" });
 * ```
 */
export function readTyped(line: string, { texts = textsOf("en"), partner }: ReadOptions = {}): InputCommand {
  const all = line.trim();
  const isCommand = partner === undefined || all === "with" || /^\/(?!\/)/.test(all);
  if (!isCommand) return { kind: "send", user: partner, text: all.replace(/^\/\//, "/") };
  const [word, rest] = cut(all.replace(/^\//, ""));
  const [name, text] = cut(rest);
  const missing = { kind: "refused", message: texts.missingParameter } as const;
  const ofGroup = readGroupInput(word, rest);
  if (ofGroup !== undefined) return ofGroup === "missing" ? missing : ofGroup;
  const known = word === "remove" ? "retract" : word;
  if (isTeachingWord(known)) return readTeachingInput(known, rest) ?? missing;
  if (isWireWord(word)) return readWireInput(word, rest) ?? missing;
  switch (word) {
    case "auth":
      if (name === "") return missing;
      return text === "" ? { kind: "auth", user: name } : { kind: "auth", user: name, password: text };
    case "join":
    case "register":
    case "passwd":
      return readAccountInput(word, rest);
    case "send":
      return text === "" ? missing : { kind: "send", user: name, text };
    case "with":
      return name === "" ? { kind: "with" } : { kind: "with", user: name };
    case "history":
      if (name === "") return missing;
      return { kind: "history", user: name, ...(text.trim() === "more" && { more: true }) };
    case "file":
      return text.trim() === "" ? missing : { kind: "file", user: name, path: text.trim() };
    case "files":
      return name === "" ? { kind: "files" } : { kind: "files", user: name };
    case "get":
      if (name === "") return missing;
      if (!/^[1-9]\d{0,8}$/.test(name)) return { kind: "refused", message: texts.notANumber(name) };
      return { kind: "get", id: Number(name), ...(text.trim() !== "" && { path: text.trim() }) };
    case "inbox":
    case "who":
    case "list":
    case "logout":
    case "exit":
      return { kind: word };
    case "help":
      return name === "" ? { kind: "help" } : { kind: "help", topic: name };
    default:
      return {
        kind: "refused",
        message: refusalOf(word, partner === undefined ? texts.unknownCommand : texts.unknownSlash, texts),
      };
  }
}

/** What is said of a word that is no command, with the one that it is near to. */
function refusalOf(word: string, message: string, texts: Texts): string {
  const meant = word.startsWith("/") ? undefined : nearest(word, INPUT_NAMES);
  return meant === undefined ? message : message + texts.didYouMean(meant);
}

/**
 * The command that a line to a partner may be meant as, whose slash was forgotten; `undefined` if it is a text like any
 * other, which may begin with the word of a command.
 */
export function commandIn(line: string): TypedName | undefined {
  const [word = "", name = "", ...rest] = line.trim().split(/\s+/);
  const command = COMMANDS.find(({ name }) => name === word)?.name;
  if (command === undefined) return undefined;
  // Other words of teachers begin a text more often than they are meant as a command.
  const isSilencing = /^(mute|unmute|kick)$/.test(command) && isName(name) && rest.every((word) => /^\d+$/.test(word));
  if (isTeachingWord(command)) return isSilencing && rest.length < 2 ? command : undefined;
  if (name === "") return command;
  switch (command) {
    case "auth":
    case "passwd":
      return command;
    case "send":
      return isConversation(name) && rest.length > 0 ? command : undefined;
    case "with":
      return isConversation(name) && rest.length === 0 ? command : undefined;
    case "file":
      return isName(name) && rest.length === 1 ? command : undefined;
    case "files":
      return isName(name) && rest.length === 0 ? command : undefined;
    case "get":
      return /^\d+$/.test(name) && rest.length < 2 ? command : undefined;
    case "history":
      return isConversation(name) && ["", "more"].includes(rest.join(" ")) ? command : undefined;
    case "help":
      return COMMANDS.some((spec) => spec.name === name) && rest.length === 0 ? command : undefined;
    default:
      return undefined;
  }
}

/** Whether a password may be typed with a command. */
export function takesPassword({ kind }: { readonly kind: InputCommand["kind"] }): boolean {
  return ["auth", "join", "register", "passwd", "make", "enter"].includes(kind);
}

/** Whether a server has a part in what was typed. */
export function needsServer({ kind }: InputCommand): boolean {
  return takesPassword({ kind }) || needsLogin({ kind });
}

/** Whether it takes a login. */
export function needsLogin({ kind }: { readonly kind: InputCommand["kind"] }): boolean {
  if (isGroupInput({ kind }) || isTeachingWord(kind) || isWireWord(kind)) return true;
  return ["send", "inbox", "passwd", "history", "file", "files", "get", "who", "list", "logout"].includes(kind);
}

/** Whether a word that is no command may be the name of a host, in a wrong place. */
export function mayBeHost(line: string): boolean {
  return /^[\w-]+$/.test(line) && !INPUT_NAMES.includes(line) && nearest(line, INPUT_NAMES) === undefined;
}

/** The first word of `text`, and what comes after it. */
function cut(text: string): [word: string, rest: string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1).trimStart()];
}

/**
 * The help for one command, or for all; `undefined` if `topic` is none.
 *
 * @param isTeacher Whether the commands of teachers are among them.
 */
export function helpLines(
  topic?: string,
  { help: own, fileHelp, groupHelp, teachingHelp, wireHelp, helpNote }: Texts = textsOf("en"),
  isTeacher = false,
): string[] | undefined {
  const help = { ...own, ...fileHelp, ...groupHelp, ...teachingHelp, ...wireHelp };
  const shown = commandsFor(isTeacher);
  const usages = shown.map(({ name, parameters }) => `${name} ${parameters}`.trim());
  const column = Math.max(...usages.map(({ length }) => length)) + 2;
  const lines = shown.flatMap(({ name }, index) =>
    topic === undefined || topic === name ? [usages[index]!.padEnd(column) + help[name]] : []
  );
  if (topic === undefined) return [...lines, helpNote];
  return lines.length === 0 ? undefined : lines;
}

/** Bytes of a request with a message that are not its text: the command, a token and a key, and the spaces between. */
const FRAME = "post".length + 2 * 36 + 4;

/** Why a server that takes requests of at most `limit` bytes would not take a message; `undefined` if it would. */
export function validateMessage(
  user: string,
  text: string,
  limit: number,
  texts: Texts = textsOf("en"),
): string | undefined {
  if (hasControl(text)) return texts.control;
  if (!text.isWellFormed()) return texts.notUtf8;
  const bytes = new TextEncoder().encode(text).length;
  const most = limit - FRAME - user.length;
  return bytes > most ? texts.tooLong(bytes, most) : undefined;
}

/** What can be completed: the `part` of a word that was typed, and what it can be the start of. */
export interface Completable {
  /** Of which names the completion is one. */
  readonly kind: "command" | "user";
  /** The start of the name, which may be empty. */
  readonly part: string;
}

/** What can be completed at the end of `before`, the start of a line; `undefined` if nothing. */
export function completableAt(
  before: string,
  { partner }: Pick<ReadOptions, "partner"> = {},
): Completable | undefined {
  const text = before.trimStart();
  if (partner !== undefined && !text.startsWith("/")) return undefined;
  const words = text.replace(/^\//, "").split(/ +/);
  const part = words.at(-1)!;
  if (words.length === 1) return { kind: "command", part };
  const kind = COMMANDS.find(({ name }) => name === words[0])?.completes;
  return words.length === 2 && kind !== undefined ? { kind, part } : undefined;
}

function commandsFor(isTeacher: boolean): readonly TypedSpec[] {
  return COMMANDS.filter(({ isForTeachers = false }) => isTeacher || !isForTeachers);
}

/** The names of the commands that help tells a student of, or a teacher. */
export function namesFor(isTeacher: boolean): readonly string[] {
  return commandsFor(isTeacher).map(({ name }) => name);
}

/** The names of all commands that a person types. */
export const INPUT_NAMES: readonly string[] = COMMANDS.map(({ name }) => name);
