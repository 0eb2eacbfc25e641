/**
 * What a person is asked before something is done that they may not have meant. It must not know servers.
 *
 * @module
 */

import type { Texts } from "../i18n/texts.ts";
import { escapeControls } from "../sanitize.ts";
import { commandIn, type InputCommand, readTyped, takesPassword } from "../session/commands.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Asks a question, which ends with what can be answered. @returns "none" if the answer is neither yes nor no. */
export async function ask(
  terminal: Pick<Terminal, "readLine">,
  texts: Texts,
  question: string,
): Promise<"yes" | "no" | "none"> {
  const answer = (await terminal.readLine(question, { isQuestion: true }))?.trim() ?? "";
  if (texts.yes.test(answer)) return "yes";
  return texts.no.test(answer) ? "no" : "none";
}

/** Knows which lines to a partner may be meant as commands, and asks about each once. */
export class Meaning {
  readonly #terminal: Pick<Terminal, "readLine" | "screen">;
  readonly #texts: Texts;
  /** The starts of those that are texts, as the person said. */
  readonly #known = new Set<string>();

  /** Nothing was asked yet. */
  constructor(terminal: Pick<Terminal, "readLine" | "screen">, texts: Texts) {
    this.#terminal = terminal;
    this.#texts = texts;
  }

  /** Whether it is to be asked whether `line` to a partner is a text or a command. */
  isAsked(line: string): boolean {
    return commandIn(line) !== undefined && !this.#known.has(startOf(line));
  }

  /** Asks whether `line`, which was read as a text to a partner, is one. @returns What it is; `undefined`: nothing. */
  async settle(line: string, typed: Extract<InputCommand, { kind: "send" }>): Promise<InputCommand | undefined> {
    if (!this.isAsked(line)) return typed;
    const command = commandIn(line)!;
    switch (await ask(this.#terminal, this.#texts, this.#texts.commandOffer(command, typed.user))) {
      case "yes":
        // A password is asked about each time.
        if (!takesPassword({ kind: command })) this.#known.add(startOf(line));
        return typed;
      case "no":
        return readTyped(line, { texts: this.#texts });
      case "none":
        this.#terminal.screen.print([escapeControls(this.#texts.pasteDropped)]);
        return undefined;
    }
  }
}

/** The command, and whom or what it would be about. */
function startOf(line: string): string {
  return line.trim().split(/\s+/, 2).join(" ");
}
