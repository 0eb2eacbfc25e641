/**
 * The chat of a program that stays: each reply and event is a line of JSON. It must not know where lines come from and
 * where they go.
 *
 * @module
 */

import type { ChatError } from "../../chat.ts";
import { type PipeOptions, runPipe } from "./pipe.ts";
import type { LiveClient } from "../live/live_client.ts";
import type { Session } from "../session/session.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Milliseconds that what was printed last may take to be acknowledged at the end. */
const SETTLE = 2_000;

/** Options of {@linkcode runJson}. */
export interface JsonOptions extends Pick<PipeOptions, "texts" | "ask" | "change"> {
  /** Who is to be logged in at first, and live. @default nobody, and nothing comes by itself */
  user?: string | undefined;
  /** Their password; without one, it is asked for. @default none */
  password?: string | undefined;
}

/**
 * Runs commands, one a line, up to the end of them or an `exit`, and leaves the session.
 *
 * @param print Called with the lines of each result.
 * @returns Whether every command did what it should.
 */
export async function runJson(
  session: Session,
  live: LiveClient,
  lines: AsyncIterable<string | ChatError>,
  print: (lines: readonly string[]) => Promise<boolean | void>,
  { user, password, ...options }: JsonOptions = {},
): Promise<boolean> {
  const end = async () => {
    await live.drain(SETTLE);
    live.close();
  };
  try {
    const isAllWell = await runPipe(session, lines, print, {
      ...options,
      style: "json",
      login: user === undefined ? undefined : { kind: "auth", user, ...(password && { password }) },
      afterEach: user === undefined ? undefined : () => live.syncLogin(),
      beforeExit: end,
    });
    await end();
    return isAllWell;
  } finally {
    live.close();
    await session.leave();
  }
}

/** What a person types, line by line. */
export async function* typedLines(
  session: Session,
  terminal: Terminal,
  texts: Texts = textsOf("en"),
): AsyncGenerator<string> {
  for (;;) {
    const line = await terminal.readLine(session.user === undefined ? texts.prompt : texts.promptOf(session.user));
    if (line === undefined) return;
    // Several lines are pasted as text, never as commands.
    yield line.replaceAll("\n", " ");
  }
}
