/**
 * The chat at a terminal: a prompt, a line, what came of it, and again. It must not know keys, nor the protocol.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { bannerLine, type Style } from "./answers.ts";
import { COMMAND_NAMES, completableAt, memorable, readTyped, type Typed } from "./commands.ts";
import { leave, perform } from "./perform.ts";
import type { Session } from "./session.ts";
import type { Completer, Terminal } from "./terminal.ts";
import { visible } from "./text.ts";

/** Options of {@linkcode runInteractive}. */
export interface InteractiveOptions {
  /** How answers are shown. @default "people" */
  style?: Style;
  /** Who is to be logged in at first. @default nobody */
  user?: string | undefined;
  /** Their password; without one, it is asked for. @default none */
  password?: string | undefined;
}

/**
 * Lets a person chat until they leave or `signal`, which the terminal obeys, too, is aborted. The terminal is as it was
 * then, and the session has ended.
 *
 * @returns The lines that are still to be printed, on the terminal as it is then.
 */
export async function runInteractive(
  session: Session,
  terminal: Terminal,
  signal: AbortSignal,
  options: InteractiveOptions = {},
): Promise<readonly string[]> {
  const { style = "people", user, password } = options;
  if (style === "people") await greet(session, terminal);
  let typed: Typed | undefined = user === undefined ? undefined : { kind: "auth", user, ...(password && { password }) };
  while (!signal.aborted) {
    typed ??= await readCommand(session, terminal);
    if (typed === undefined || typed.kind === "exit") break;
    const { lines } = await perform(session, typed, {
      style,
      askPassword: (name) => terminal.readLine(passwordPrompt(name), { secret: true }),
    });
    // What was called off by the signal needs no explanation.
    if (!signal.aborted) terminal.print(lines);
    typed = undefined;
  }
  terminal[Symbol.dispose]();
  return await leave(session, style);
}

/** How a person is asked for a password. */
export function passwordPrompt(user: string): string {
  return `Password of ${user}: `;
}

/** Says whom one talks to. */
async function greet(session: Session, terminal: Terminal): Promise<void> {
  try {
    terminal.print([bannerLine(await session.hello(), session.address)]);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    terminal.print([visible(`Error, ${error.message}`)]);
  }
}

/** The next line that is not blank. */
async function readCommand(session: Session, terminal: Terminal): Promise<Typed | undefined> {
  const prompt = session.user === undefined ? "Command : " : `Command ${session.user}: `;
  for (;;) {
    const line = await terminal.readLine(prompt);
    if (line === undefined) return undefined;
    if (line.trim() === "") continue;
    const kept = memorable(line);
    if (kept !== undefined) terminal.remember(kept);
    return readTyped(line);
  }
}

/** Completes commands, and the names of active users. */
export function completerOf(session: Session): Completer {
  return async (before) => {
    const found = completableAt(before);
    if (found === undefined) return undefined;
    const candidates = found.kind === "command" ? COMMAND_NAMES : await session.activeUsers();
    return { part: found.part, candidates };
  };
}
