/**
 * What of a typed line may be seen or recalled later: never a password. Pure: it knows no file and no terminal.
 *
 * @module
 */

import { isConversation, isName } from "../../chat.ts";
import { nearest } from "../../nearest.ts";
import { INPUT_NAMES, type InputCommand, type ReadOptions, readTyped, takesPassword } from "./commands.ts";

/** What other programs call the commands that take a password. */
const OTHER_WORDS: Readonly<Record<string, string>> = { login: "auth", signin: "auth", signup: "register" };

/** The command that somebody meant with the first word of a line. */
function commandOf(word: string): string | undefined {
  const name = word.toLowerCase();
  const known = [...INPUT_NAMES, ...Object.keys(OTHER_WORDS)];
  const meant = known.includes(name) ? name : nearest(name, known);
  return meant === undefined ? undefined : OTHER_WORDS[meant] ?? meant;
}

/**
 * Entered lines as they stay on the screen: without the password that was typed after `auth`, nor the name before it,
 * for the two may stand in the wrong order; so with the other commands that take one, and where one is mistyped.
 *
 * @param isText Whether it may be a text to a partner or an answer, which can begin with whatever word.
 */
export function hidePassword(lines: string, isText = false): string {
  const all = lines.split("\n");
  for (const [index, line] of all.entries()) {
    const [, begin = "", slash, word = "", rest = ""] = /^(\s*(\/?)(\S+)\s+)(\S.*)$/.exec(line) ?? [];
    const command = isText && slash === "" ? word : commandOf(word);
    const hasPassword = command === "passwd" ||
      ["auth", "join", "register", "make"].includes(command!) && /^\S+\s+\S/.test(rest);
    // What follows a password may be one, too.
    if (hasPassword && rest !== "") return [...all.slice(0, index), `${begin}***`].join("\n");
  }
  return lines;
}

/**
 * What of an entered line may be recalled as long as its writer is logged in: never a password, nor anything else that
 * follows `auth` or another command that takes one. A line that is no command cannot be at all, for it may be a password in the wrong place, or a misspelt
 * `auth`; what is written to a partner can.
 */
export function historyEntry(line: string, { partner }: Pick<ReadOptions, "partner"> = {}): string | undefined {
  const text = line.trim();
  const isSlashed = /^\/(?!\/)/.test(text);
  // Who forgot that a command needs the slash here has typed a password.
  if (partner !== undefined && !isSlashed) return takesPassword(readTyped(text)) ? undefined : text;
  if (takesPassword(readTyped(text))) return undefined;
  const [word = ""] = text.replace(/^\//, "").split(" ", 1);
  return INPUT_NAMES.includes(word) ? text : undefined;
}

/**
 * What of an entered line may be kept from one run to the next: commands and the names of partners. No text, since the
 * file may lie on a machine that others use, too; nor a word that a command has no use for.
 */
export function lastingEntry(line: string, { partner }: Pick<ReadOptions, "partner"> = {}): string | undefined {
  const typed = readTyped(line, { partner });
  const words = lastingWords(typed);
  return words && (/^\s*\//.test(line) ? "/" : "") + words.filter((word) => word !== "").join(" ");
}

function lastingWords(typed: InputCommand): string[] | undefined {
  switch (typed.kind) {
    case "with":
      return typed.user === undefined || isConversation(typed.user) ? [typed.kind, typed.user ?? ""] : undefined;
    case "history":
      return isConversation(typed.user) ? [typed.kind, typed.user, typed.more ? "more" : ""] : undefined;
    case "files":
      return typed.user === undefined || isName(typed.user) ? [typed.kind, typed.user ?? ""] : undefined;
    case "get":
      return [typed.kind, String(typed.id)];
    case "leave":
    case "members":
      return [typed.kind, typed.group];
    case "invite":
    case "remove":
      return isName(typed.user) ? [typed.kind, typed.group, typed.user] : undefined;
    case "help":
      return [typed.kind, INPUT_NAMES.find((name) => name === typed.topic) ?? ""];
    case "auth":
    case "join":
    case "register":
    case "passwd":
    case "make":
    case "enter":
    case "send":
    case "file": // A path tells of the person's own files.
    case "refused":
      return undefined;
    default:
      return [typed.kind];
  }
}
