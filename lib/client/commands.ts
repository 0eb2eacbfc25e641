/**
 * What a typed line means: the commands as a person types them, without the token, which the client adds. Pure: it knows
 * no server and no terminal.
 *
 * @module
 */

/** What a person asks for. `refused` is a line that is no command, with what to say about it. */
export type Typed =
  | { readonly kind: "auth"; readonly user: string; readonly password?: string }
  | { readonly kind: "send"; readonly user: string; readonly text: string }
  | { readonly kind: "inbox" }
  | { readonly kind: "list" }
  | { readonly kind: "logout" }
  | { readonly kind: "exit" }
  | { readonly kind: "help"; readonly topic?: string }
  | { readonly kind: "refused"; readonly message: string };

/** What the document's client says of a line that is no command, and of one that lacks a parameter. */
export const SORRY = {
  unknown: "*Sorry, command is unknown",
  missing: "-Sorry, command is unknown",
} as const;

interface TypedSpec {
  readonly name: Exclude<Typed["kind"], "refused">;
  readonly parameters: string;
  readonly help: string;
}

const COMMANDS: readonly TypedSpec[] = [
  { name: "auth", parameters: "NAME [PASSWORD]", help: "Log in; a password that is left out is asked for" },
  { name: "send", parameters: "NAME TEXT", help: "Send a message to a user, who need not be there now" },
  { name: "inbox", parameters: "", help: "Read the messages that are unread" },
  { name: "list", parameters: "", help: "List the active users" },
  { name: "logout", parameters: "", help: "Log out, and stay connected" },
  { name: "exit", parameters: "", help: "Log out and leave; so do Ctrl-C and Ctrl-D" },
  { name: "help", parameters: "[COMMAND]", help: "Explain the commands, or one of them" },
];

/** Reads a line as it was typed. More spaces than one, and words that a command has no use for, do no harm. */
export function readTyped(line: string): Typed {
  const [word, rest] = cut(line.trim());
  const [name, text] = cut(rest);
  switch (word) {
    case "auth":
      if (name === "") return { kind: "refused", message: SORRY.missing };
      return text === "" ? { kind: "auth", user: name } : { kind: "auth", user: name, password: text };
    case "send":
      if (text === "") return { kind: "refused", message: SORRY.missing };
      return { kind: "send", user: name, text };
    case "inbox":
    case "list":
    case "logout":
    case "exit":
      return { kind: word };
    case "help":
      return name === "" ? { kind: "help" } : { kind: "help", topic: name };
    default:
      return { kind: "refused", message: SORRY.unknown };
  }
}

/** Whether a server has a part in what was typed. */
export function needsServer({ kind }: Typed): boolean {
  return kind === "auth" || kind === "send" || kind === "inbox" || kind === "list" || kind === "logout";
}

/** The first word of `text`, and what comes after it. */
function cut(text: string): [word: string, rest: string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1).trimStart()];
}

/** The help for one command, or for all; `undefined` if `topic` is none. */
export function helpLines(topic?: string): string[] | undefined {
  const usages = COMMANDS.map(({ name, parameters }) => `${name} ${parameters}`.trim());
  const column = Math.max(...usages.map(({ length }) => length)) + 2;
  const lines = COMMANDS.flatMap(({ name, help }, index) =>
    topic === undefined || topic === name ? [usages[index]!.padEnd(column) + help] : []
  );
  return lines.length === 0 ? undefined : lines;
}

/**
 * What of an entered line may be kept to be recalled: never a password. A line that is no command is not kept at all,
 * for it may be a password in the wrong place, or a misspelt `auth`.
 */
export function memorable(line: string): string | undefined {
  const typed = readTyped(line);
  if (typed.kind === "auth") return `auth ${typed.user}`;
  const [word] = cut(line.trim());
  return COMMANDS.some(({ name }) => name === word) ? line.trim() : undefined;
}

/** What can be completed: the `part` of a word that was typed, and what it can be the start of. */
export interface Completable {
  readonly kind: "command" | "user";
  readonly part: string;
}

/** What can be completed at the end of `before`, the start of a line; `undefined` if nothing. */
export function completableAt(before: string): Completable | undefined {
  const words = before.trimStart().split(/ +/);
  const part = words.at(-1)!;
  if (words.length === 1) return { kind: "command", part };
  if (words.length === 2 && words[0] === "send") return { kind: "user", part };
  if (words.length === 2 && words[0] === "help") return { kind: "command", part };
  return undefined;
}

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = COMMANDS.map(({ name }) => name);
