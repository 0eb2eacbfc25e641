/**
 * A typed line, from its meaning to the lines that show what came of it: the same for a terminal, a pipe and one command.
 *
 * @module
 */

import { isUuid } from "../../chat.ts";
import { type Answer, answerLines, isFailure, type Style } from "./results.ts";
import { helpLines, type InputCommand } from "./commands.ts";
import { isGroupInput } from "./group_input.ts";
import { groupLines } from "./group_results.ts";
import { runTransfer, type TransferOptions } from "./run_files.ts";
import { type Ask, runAccountCommand } from "./account_commands.ts";
import { runTeaching } from "./run_teaching.ts";
import { isQuestion, runWire } from "./run_wire.ts";
import type { Session } from "./session.ts";
import { isTeachingInput } from "./teaching_input.ts";
import { escapeControls } from "../sanitize.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** What came of a line. */
export interface Outcome {
  /** Lines to print; nothing in them can drive a terminal. */
  readonly lines: readonly string[];
  /** Whether the server or the client refused it: the exit code is 1 then. */
  readonly isFailure: boolean;
  /** The id of the newest message of an inbox, if it has ids: to be acknowledged when the lines have been shown. */
  readonly newest?: string | undefined;
}

/** Options of {@linkcode runCommand}. */
export interface RunCommandOptions {
  /** How an answer is shown. @default "people" */
  style?: Style;
  /** What the client says. @default in English */
  texts?: Texts;
  /** Asks for what was left out. @default nobody can be asked */
  ask?: Ask | undefined;
  /** Called with an answer before it is shown; returns the one that is. @default it is shown as it is */
  change?: ((answer: Answer) => Answer) | undefined;
  /** How files are followed. @default they are not */
  transfers?: TransferOptions | undefined;
}

/** Does what a line asks for. `exit` ends the session. */
export async function runCommand(
  session: Session,
  typed: InputCommand,
  options: RunCommandOptions = {},
): Promise<Outcome> {
  const { style = "people", texts = textsOf("en"), ask, change = (answer) => answer, transfers } = options;
  switch (typed.kind) {
    case "refused":
      return outcome(typed, style, texts);
    case "with":
      return outcome({ kind: "refused", message: texts.terminalOnly(typed.kind) }, style, texts);
    case "help":
      return help(session, typed.topic, style, texts);
    case "exit":
      return { lines: await leave(session, style, texts), isFailure: false };
    case "auth": {
      if (typed.password === undefined && ask === undefined) {
        return outcome({ kind: "refused", message: texts.missingParameter }, style, texts);
      }
      const password = typed.password ?? await ask?.(texts.passwordOf(typed.user), { secret: true });
      if (password === undefined) return { lines: [], isFailure: true };
      return outcome(change(await session.run({ kind: "auth", user: typed.user, password })), style, texts);
    }
    case "join":
    case "register":
    case "passwd": {
      const answer = await runAccountCommand(session, typed, { ask, texts });
      if (answer !== undefined) return outcome(change(answer), style, texts);
      if (ask !== undefined) return { lines: [], isFailure: true };
      return outcome({ kind: "refused", message: texts.missingParameter }, style, texts);
    }
    case "who": {
      const answer = await session.run({ kind: "list" });
      const isList = style === "people" && answer.kind === "reply" && answer.reply.kind === "active";
      return isList ? { lines: [whoLine(answer.reply.users, texts)], isFailure: false } : outcome(answer, style, texts);
    }
    case "wire":
    case "provoke": {
      // Frames come by themselves: to a program that stays, too, as lines of JSON.
      const isFit = isQuestion(typed) && (typed.kind === "provoke" || style === "json");
      if (!isFit) return outcome({ kind: "refused", message: texts.terminalOnly(typed.kind) }, style, texts);
      return outcome(await runWire(session, typed, texts), style, texts);
    }
    case "file":
    case "get":
      return outcome(await runTransfer(session, typed, texts, transfers), style, texts);
    default: {
      if (isTeachingInput(typed)) {
        const answer = await runTeaching(session, typed, { style, texts });
        return answer.kind === "lines"
          ? { lines: answer.lines, isFailure: false }
          : outcome(change(answer), style, texts);
      }
      const answer = await session.run(typed);
      const isOfGroup = isGroupInput(typed) && answer.kind === "reply" && answer.reply.kind === "done";
      if (isOfGroup && style !== "json") return { lines: groupLines(typed, answer.reply, texts), isFailure: false };
      return { ...outcome(change(answer), style, texts), newest: newestOf(answer) };
    }
  }
}

/** Who is active. */
export function whoLine(users: readonly string[], texts: Texts): string {
  return escapeControls(users.length === 0 ? texts.nobody : texts.active(users.join(", ")));
}

/** Only this project's servers give messages an id that is a UUID, by which they sort. */
function newestOf(answer: Answer): string | undefined {
  if (answer.kind !== "reply" || answer.reply.kind !== "inbox") return undefined;
  const ids = answer.reply.messages.map(({ id }) => id);
  return ids.every((id) => id !== undefined && isUuid(id)) ? ids.toSorted().at(-1) : undefined;
}

function help(session: Session, topic: string | undefined, style: Style, texts: Texts): Outcome {
  const lines = helpLines(topic, texts, session.isTeacher);
  if (lines === undefined) return outcome({ kind: "refused", message: texts.unknownCommand }, style, texts);
  // Who reads JSON gets the form of a reply here, too.
  const shown = style === "json" ? [JSON.stringify({ status: "OK", messages: lines })] : lines;
  return { lines: shown, isFailure: false };
}

/** Logs out and closes the connection; the lines say that, as the document's client does. */
export async function leave(session: Session, style: Style, texts: Texts): Promise<string[]> {
  const answer = await session.leave();
  const isLoggedOut = answer !== undefined && !isFailure(answer);
  return [
    ...(isLoggedOut ? answerLines(answer, style, { texts }) : []),
    ...(style === "json" ? [] : [texts.exit]),
  ];
}

function outcome(answer: Answer, style: Style, texts: Texts): Outcome {
  return { lines: answerLines(answer, style, { texts }), isFailure: isFailure(answer) };
}
