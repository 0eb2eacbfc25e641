/**
 * What of the entered lines can be recalled, and by whom: a user who is logged in recalls their own, and nothing of who
 * was there before. It must not know where lines are kept.
 *
 * @module
 */

import type { InputHistory } from "./input_history.ts";
import { historyEntry, lastingEntry } from "../session/remembered.ts";
import type { Session } from "../session/session.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Lets the person who is logged in recall what they entered. */
export class UserHistory {
  readonly #session: Session;
  readonly #terminal: Terminal;
  readonly #kept: InputHistory | undefined;
  /** Who is logged in, or was until the login ended by itself. */
  #writer: string | undefined;

  /** Lets nobody recall anything before a login. */
  constructor(session: Session, terminal: Terminal, kept?: InputHistory) {
    this.#session = session;
    this.#terminal = terminal;
    this.#kept = kept;
  }

  /** Lets `line`, which went to `partner` if it was no command, be recalled, if it may be. */
  remember(line: string, partner: string | undefined): void {
    const entry = historyEntry(line, { partner });
    if (entry !== undefined) this.#terminal.remember(entry);
    const lasting = lastingEntry(line, { partner });
    if (lasting !== undefined && this.#writer !== undefined) this.#kept?.keep(this.#writer, lasting);
  }

  /** Changes what can be recalled, if somebody else is logged in now, or nobody. */
  syncLogin(): void {
    const { user, connection } = this.#session;
    const writer = user ?? connection.expired;
    if (writer?.toLowerCase() === this.#writer?.toLowerCase()) return;
    this.#writer = writer;
    this.#terminal.setHistory(writer === undefined ? [] : this.#kept?.load(writer) ?? []);
  }
}
