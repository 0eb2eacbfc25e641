/**
 * A typed line, from its meaning to the lines that show what came of it: the same for a terminal, a pipe and one command.
 *
 * @module
 */

import { type Answer, answerLines, isFailure, type Style } from "./answers.ts";
import { helpLines, SORRY, type Typed } from "./commands.ts";
import type { Session } from "./session.ts";

/** What came of a line. */
export interface Outcome {
  /** Lines to print; nothing in them can drive a terminal. */
  readonly lines: readonly string[];
  readonly isFailure: boolean;
}

/** Options of {@linkcode perform}. */
export interface PerformOptions {
  /** How an answer is shown. @default "people" */
  style?: Style;
  /** Asks for a password without showing it; `undefined` is no answer. @default nobody can be asked */
  askPassword?: ((user: string) => Promise<string | undefined>) | undefined;
}

/** Does what a line asks for. `exit` ends the session. */
export async function perform(session: Session, typed: Typed, options: PerformOptions = {}): Promise<Outcome> {
  const { style = "people", askPassword } = options;
  switch (typed.kind) {
    case "refused":
      return outcome(typed, style);
    case "help": {
      const lines = helpLines(typed.topic);
      if (lines === undefined) return outcome({ kind: "refused", message: SORRY.unknown }, style);
      // Who reads JSON gets the form of a reply here, too.
      const shown = style === "json" ? [JSON.stringify({ status: "OK", messages: lines })] : lines;
      return { lines: shown, isFailure: false };
    }
    case "exit":
      return { lines: await leave(session, style), isFailure: false };
    case "auth": {
      if (typed.password === undefined && askPassword === undefined) {
        return outcome({ kind: "refused", message: SORRY.missing }, style);
      }
      const password = typed.password ?? await askPassword?.(typed.user);
      if (password === undefined) return { lines: [], isFailure: true };
      return outcome(await session.run({ kind: "auth", user: typed.user, password }), style);
    }
    default:
      return outcome(await session.run(typed), style);
  }
}

/** Logs out and closes the connection; the lines say that, as the document's client does. */
export async function leave(session: Session, style: Style): Promise<string[]> {
  const answer = await session.leave();
  const isLoggedOut = answer !== undefined && !isFailure(answer);
  return [
    ...(isLoggedOut ? answerLines(answer, style) : []),
    ...(style === "json" ? [] : ["Exit from program"]),
  ];
}

function outcome(answer: Answer, style: Style): Outcome {
  return { lines: answerLines(answer, style), isFailure: isFailure(answer) };
}
